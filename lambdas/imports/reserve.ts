import { type Importing, reserveImport } from '../jobs/importing'
import { type Asker, createReserved, type ReserveDeps } from '../jobs/reserve'
import { type NewImport, nameOf } from './new-import'

export interface ReserveFetchDeps extends ReserveDeps {
  /** Bytes: the size of an import is not known yet, so its parts are made for the largest source. */
  readonly importPartSize: number
}

/** Reserves a job for the file at an address; the table's stream hands it to the import queue. */
export function reserveFetch(
  deps: ReserveFetchDeps,
  asker: Asker,
  { url, name = nameOf(url), options }: NewImport,
): Promise<Importing> {
  // A user who has no room at all learns it now, not when the size is known.
  return createReserved(deps, asker, 1, { partSize: deps.importPartSize }, (given) =>
    reserveImport({ ...given, name, options, shareKey: deps.newSecret() }, url, deps.now(), deps.terms),
  )
}
