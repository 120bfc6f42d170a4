import type { JobIn } from '../jobs/domain'
import { report } from '../jobs/life'
import type { JobStore } from '../jobs/ports'
import type { Terms } from '../jobs/terms'
import type { Log } from '../shared/log'

/** How often a worker reports, in milliseconds. A cancelled job's ffmpeg runs on for so long at most. */
const heartbeat = 3000

type Progress = JobIn<'converting'>['progress']

export interface Lease {
  /** Aborted when the job was cancelled or taken over. */
  readonly signal: AbortSignal
  /** The row as last written. */
  job(): JobIn<'converting'>
  /** Notes the progress; the next heartbeat writes it. */
  report(progress: Progress): void
  /** Ends the heartbeat and waits for one that is under way. */
  release(): Promise<void>
}

/** Keeps a claimed job: every heartbeat writes the progress and extends the lease, and the first one that is refused ends the work. */
export const holdLease = (
  { jobs, terms, now, log }: { jobs: JobStore; terms: Terms; now: () => number; log: Log },
  claimed: JobIn<'converting'>,
): Lease => {
  const lost = new AbortController()
  let job = claimed
  let progress = claimed.progress
  let beating: Promise<void> = Promise.resolve()

  const beat = async (): Promise<void> => {
    try {
      const written = await jobs.take(report(job, progress, now(), terms))
      if (written) job = written
      else lost.abort()
    } catch (error) {
      // A heartbeat that could not be written may still be made up for by the next, until the lease has run out.
      log.warn('heartbeat failed', { job: job.id, error })
      if (now() >= job.leaseUntil) lost.abort()
    }
  }

  const timer = setInterval(() => {
    beating = beating.then(beat)
  }, heartbeat)

  return {
    signal: lost.signal,
    job: () => job,
    report: (next) => {
      progress = next
    },
    release: async () => {
      clearInterval(timer)
      await beating
    },
  }
}
