import type { Job } from './domain'
import { type Active, isFinal, uploadUntil } from './life'
import { endOfDay, type Limit, type QuotaExceeded } from './quotas'
import type { Terms } from './terms'

/** Limits that jobs themselves take up, for as long as they do. */
export type HeldLimit = 'activeJobs' | 'storedBytes'

export function isHeld(limit: Limit): limit is HeldLimit {
  return limit === 'activeJobs' || limit === 'storedBytes'
}

/** How much of a limit a job will give back, and when at the latest. */
export interface Release {
  readonly at: number
  readonly amount: number
}

/** What the job holds of the limit; undefined when nothing. */
export function releaseOf(limit: HeldLimit, job: Job, terms: Terms): Release | undefined {
  if (limit === 'activeJobs') return isFinal(job) ? undefined : { at: latestEnd(job), amount: 1 }
  if (isFinal(job)) return job.source === 'gone' ? undefined : { at: job.sourceUntil, amount: job.size }
  return {
    at: latestEnd(job) + (job.state === 'reserved' ? 0 : (job.keeps?.source ?? terms.sourceRetention)),
    amount: job.size,
  }
}

/** Milliseconds that a worker who took the job at the last moment may run on, and the sweeper be late. */
const lastRun = 20 * 60_000

function latestEnd(job: Active) {
  return job.state === 'reserved' ? uploadUntil(job) : job.deadline + lastRun
}

/**
 * When there is room again, at the latest, if the user does nothing; undefined when there never will be. Limits by the day free at
 * midnight UTC; active jobs when the first must have ended; bytes when enough sources are removed.
 *
 * @param held what the user's jobs hold of the limit
 */
export function freesAt({ limit, lacking }: QuotaExceeded, held: readonly Release[], now: number): number | undefined {
  if (!isHeld(limit)) return endOfDay(now)
  let missing = lacking
  for (const { at, amount } of [...held].sort((a, b) => a.at - b.at)) {
    missing -= amount
    if (missing <= 0) return Math.max(now, at)
  }
  return undefined
}
