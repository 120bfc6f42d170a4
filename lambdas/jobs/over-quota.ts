import { Problem } from '../shared/errors'
import type { Job } from './domain'
import { isFinal } from './life'
import type { JobStore } from './ports'
import { endOfDay, QuotaExceeded } from './quotas'

/** Jobs that are looked at to find out when a limit frees: the newest. */
const lookedAt = 100

/**
 * Runs what may exceed a quota; then the answer is a problem that says which limit, its value, and when it frees.
 *
 * @throws Problem `quota-exceeded`
 */
export const withinQuota = async <T>(
  { jobs, now }: { readonly jobs: JobStore; readonly now: () => number },
  owner: string,
  action: () => Promise<T>,
): Promise<T> => {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof QuotaExceeded)) throw error
    const page = await jobs.list(owner, { limit: lookedAt })
    const frees = freesAt(error, page.jobs, now())
    throw new Problem('quota-exceeded', error.message, undefined, {
      limit: error.limit,
      value: error.value,
      ...(frees !== undefined && { freesAt: new Date(frees).toISOString() }),
    })
  }
}

/**
 * When there is room again, at the latest, if the user does nothing; undefined when that cannot be told, or will never be.
 * Limits by the day free at midnight UTC; active jobs when the first must have ended; bytes when enough sources are removed.
 *
 * @param jobs the user's
 */
export const freesAt = ({ limit, lacking }: QuotaExceeded, jobs: readonly Job[], now: number): number | undefined => {
  const after = (times: readonly { readonly at: number; readonly amount: number }[]): number | undefined => {
    let missing = lacking
    for (const { at, amount } of [...times].sort((a, b) => a.at - b.at)) {
      missing -= amount
      if (missing <= 0) return Math.max(now, at)
    }
    return undefined
  }
  switch (limit) {
    case 'activeJobs':
      return after(jobs.flatMap((job) => (isFinal(job) ? [] : [{ at: latestEnd(job), amount: 1 }])))
    case 'storedBytes':
      return after(
        jobs.flatMap((job) => {
          if (!isFinal(job)) return job.state === 'reserved' ? [{ at: job.dueAt, amount: job.size }] : []
          return job.source === 'gone' ? [] : [{ at: job.sourceUntil, amount: job.size }]
        }),
      )
    case 'jobsPerDay':
    case 'audioSecondsPerDay':
    case 'serviceBytesPerDay':
      return endOfDay(now)
  }
}

const latestEnd = (job: Exclude<Job, { state: 'done' | 'failed' | 'expired' | 'cancelled' }>) =>
  job.state === 'reserved' ? job.dueAt : job.deadline
