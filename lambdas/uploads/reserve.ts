import { allowanceOf, requireRoom } from '../jobs/allowance'
import type { Job, JobIn } from '../jobs/domain'
import { type Importing, reserveImport } from '../jobs/importing'
import { type Asked, KeyTaken } from '../jobs/keyed-request'
import { charged, type Reservation, reserve } from '../jobs/life'
import type { JobStore, SourceStore } from '../jobs/ports'
import { QuotaExceeded, type Quotas, type Settlement } from '../jobs/quotas'
import type { Terms } from '../jobs/terms'
import { type NewUpload, partSizeFor } from './domain'
import { type NewImport, nameOf } from './new-import'

export interface ReserveDeps {
  readonly jobs: JobStore
  readonly sources: SourceStore
  readonly terms: Terms
  /** The stage's. */
  readonly quotas: Quotas
  /** Of an import, whose size is not known yet, in bytes. */
  readonly importPartSize: number
  readonly now: () => number
  /** A UUIDv7, so that ids sort by time. */
  readonly newId: () => string
  /** 128 random bits or more, URL-safe. */
  readonly newSecret: () => string
}

/** Who asks for a job, and under which key, if any. */
export interface Asker {
  readonly owner: string
  readonly asked: Asked | undefined
}

/** Reserves a job and a multipart upload for its source. */
export function reserveUpload(deps: ReserveDeps, asker: Asker, { name, size, options, checksum }: NewUpload) {
  return create(deps, asker, size, { partSize: partSizeFor(size), ...(checksum && { checksum }) }, (given) =>
    reserve({ ...given, name, size, options, shareKey: deps.newSecret() }, deps.now(), deps.terms),
  )
}

/** Reserves a job for the file at an address; the table's stream hands it to the import queue. */
export function reserveFetch(
  deps: ReserveDeps,
  asker: Asker,
  { url, name = nameOf(url), options }: NewImport,
): Promise<Importing> {
  // Who has no room at all need not wait to learn it.
  return create(deps, asker, 1, { partSize: deps.importPartSize }, (given) =>
    reserveImport({ ...given, name, options, shareKey: deps.newSecret() }, url, deps.now(), deps.terms),
  )
}

async function create<J extends JobIn<'reserved'>>(
  deps: ReserveDeps,
  { owner, asked }: Asker,
  storedBytes: number,
  plan: Omit<Job['upload'], 'id'>,
  make: (given: Pick<Reservation, 'owner' | 'id' | 'upload' | 'keeps'>) => J,
): Promise<J> {
  const { jobs, sources, now } = deps
  const ref = { owner, id: deps.newId() }
  const allowance = await allowanceOf(deps, owner)
  const by: Settlement['by'] = { activeJobs: 1, storedBytes, jobsPerDay: 1, audioSecondsPerDay: 1 }
  requireRoom(allowance, by, now())
  // S3 first: a crash before the row leaves an upload without parts, which the bucket's lifecycle removes.
  const upload = { id: await sources.begin(ref, plan.checksum), ...plan }
  const job = make({ ...ref, upload, keeps: allowance.keeps })
  try {
    await jobs.create(job, charged(job, allowance.quotas), asked && { ...asked, job: job.id })
  } catch (error) {
    // Only what was surely not written has no use for its upload.
    if (error instanceof QuotaExceeded || error instanceof KeyTaken) await sources.abort(job)
    throw error
  }
  return job
}
