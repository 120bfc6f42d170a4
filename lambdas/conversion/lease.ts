import type { JobIn } from '../jobs/domain'
import { report } from '../jobs/life'
import type { JobStore } from '../jobs/ports'
import type { Terms } from '../jobs/terms'
import type { Log } from '../shared/log'

/** How often a worker reports, in milliseconds. A cancelled job's ffmpeg runs on for so long at most. */
const heartbeat = 3000

type Progress = JobIn<'converting'>['progress']

/** Runs something every so many milliseconds; what it returns ends that. */
export type Every = (milliseconds: number, run: () => void) => () => void

const everyInterval: Every = (milliseconds, run) => {
  const timer = setInterval(run, milliseconds)
  return () => clearInterval(timer)
}

export interface LeaseDeps {
  readonly jobs: JobStore
  readonly terms: Terms
  readonly now: () => number
  /** Node's timer, unless the clock is not Node's either. */
  readonly every?: Every
  readonly log: Log
}

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
  { jobs, terms, now, every = everyInterval, log }: LeaseDeps,
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

  const stop = every(heartbeat, () => {
    beating = beating.then(beat)
  })

  return {
    signal: lost.signal,
    job: () => job,
    report: (next) => {
      progress = next
    },
    release: async () => {
      stop()
      await beating
    },
  }
}
