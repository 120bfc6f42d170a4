import { reserve } from '../jobs/life'
import { partSizeFor } from '../jobs/part-size'
import { type Asker, createReserved, type ReserveDeps } from '../jobs/reserve'
import type { NewUpload } from './domain'

/** Reserves a job and a multipart upload for its source. */
export function reserveUpload(deps: ReserveDeps, asker: Asker, { name, size, options, checksum }: NewUpload) {
  return createReserved(deps, asker, size, { partSize: partSizeFor(size), ...(checksum && { checksum }) }, (given) =>
    reserve({ ...given, name, size, options, shareKey: deps.newSecret() }, deps.now(), deps.terms),
  )
}
