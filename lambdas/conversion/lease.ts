import type { JobIn } from '../jobs/domain'
import { type Lease as KeptLease, keepLease, type LeaseDeps } from '../jobs/lease'
import { report } from '../jobs/life'

type Progress = JobIn<'converting'>['progress']

export interface Lease extends KeptLease<JobIn<'converting'>> {
  /** Notes the progress; the next heartbeat writes it. */
  report(progress: Progress): void
}

/** Keeps a claimed conversion: progress is its heartbeat. */
export function holdLease(deps: LeaseDeps, claimed: JobIn<'converting'>): Lease {
  let progress = claimed.progress
  const lease = keepLease(
    deps,
    claimed,
    (job) => report(job, progress, deps.now(), deps.terms),
    ({ leaseUntil }) => leaseUntil,
  )
  return {
    ...lease,
    report: (next) => {
      progress = next
    },
  }
}
