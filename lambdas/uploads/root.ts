import { mediaRoot } from '../jobs/media-root'
import { readEnv } from '../shared/env'
import { UploadsEnv } from './env'
import { ImportPolicy } from './remote/policy'

/** For the composition roots of this room. */
export function uploadsRoot() {
  const env = readEnv(UploadsEnv)
  return {
    ...mediaRoot('uploads'),
    maxSize: Number(env.maxSize),
    importPolicy: ImportPolicy.parse(JSON.parse(env.importPolicy)),
  }
}
