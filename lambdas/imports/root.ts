import { mediaRoot } from '../jobs/media-root'
import { readEnv } from '../shared/env'
import { ImportsEnv } from './env'
import { ImportPolicy } from './remote/policy'

/** For the composition roots of this room. */
export function importsRoot() {
  const env = readEnv(ImportsEnv)
  return {
    ...mediaRoot('imports'),
    maxSize: Number(env.maxSize),
    importPolicy: ImportPolicy.parse(JSON.parse(env.importPolicy)),
  }
}
