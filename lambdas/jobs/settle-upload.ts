import type { Job, JobIn } from './domain'
import { type Transition, upload } from './life'
import type { JobStore, SourceStore } from './ports'
import type { Terms } from './terms'

export interface SettleDeps {
  readonly jobs: JobStore
  readonly sources: SourceStore
  readonly terms: Terms
  readonly now: () => number
}

/** Confirms an upload whose source is there with the declared size: the API's `complete`, the S3 event and the sweeper all come here. */
export async function confirmUpload(
  { jobs, sources, terms, now }: SettleDeps,
  job: JobIn<'reserved'>,
): Promise<Job | undefined> {
  if ((await sources.size(job)) !== job.size) return undefined
  // Another caller may have confirmed it meanwhile: then the row says so.
  return (await jobs.take(upload(job, now(), terms))) ?? jobs.get(job)
}

/** Confirms the source if it has arrived; otherwise takes the other step. If that ends the job, no parts are left. */
export async function settleUpload(deps: SettleDeps, job: JobIn<'reserved'>, otherwise: Transition): Promise<void> {
  if (await confirmUpload(deps, job)) return
  if (otherwise.to.state !== 'reserved') await deps.sources.abort(job)
  await deps.jobs.take(otherwise)
}
