import { allowanceOf, requireRoom } from './allowance'
import type { Job, JobIn } from './domain'
import { type Asked, KeyTaken } from './keyed-request'
import { charged, type Reservation } from './life'
import type { JobStore, SourceStore } from './ports'
import { QuotaExceeded, type Quotas, type Settlement } from './quotas'
import type { Terms } from './terms'

export interface ReserveDeps {
  readonly jobs: JobStore
  readonly sources: SourceStore
  readonly terms: Terms
  /** The stage's. */
  readonly quotas: Quotas
  readonly now: () => number
  /** A UUIDv7, so that ids sort by time. */
  readonly newId: () => string
  /** 128 random bits or more, URL-safe. */
  readonly newSecret: () => string
}

/** The owner who asks for a job, and the key, if any. */
export interface Asker {
  readonly owner: string
  readonly asked: Asked | undefined
}

/**
 * Creates a job for a source that has yet to arrive, with its multipart upload.
 *
 * @param storedBytes of the source, as far as they are known
 * @throws QuotaExceeded, KeyTaken
 */
export async function createReserved<J extends JobIn<'reserved'>>(
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
    // The upload is only useless if the row was certainly not written.
    if (error instanceof QuotaExceeded || error instanceof KeyTaken) await sources.abort(job)
    throw error
  }
  return job
}
