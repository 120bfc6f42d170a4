import type { Log } from '../shared/log'
import type { Job } from './domain'
import type { JobStore } from './ports'
import type { Terms } from './terms'
import type { Transition } from './transition'

/** How often a worker reports, in milliseconds. At most this long, a worker continues on a cancelled job. */
const heartbeat = 3000

/** Runs something at an interval in milliseconds; returns a function that stops it. */
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

/** The job was cancelled or taken over. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

export interface Lease<J extends Job> {
  /** Aborted when the job was cancelled or taken over. */
  readonly signal: AbortSignal
  /** The row as last written. */
  job(): J
  /** Takes a step between two heartbeats. @throws LeaseLost when it is refused */
  take(step: (job: J) => Transition<J>): Promise<J>
  /** Ends the heartbeat and waits for one in progress. */
  release(): Promise<void>
}

/**
 * Keeps a claimed job: every heartbeat extends the lease, and the first write that is refused ends the work.
 *
 * @param beat the heartbeat's step, from the row as last written @param leaseUntil when the lease of such a row runs out
 */
export function keepLease<J extends Job>(
  { jobs, now, every = everyInterval, log }: LeaseDeps,
  claimed: J,
  beat: (job: J) => Transition<J>,
  leaseUntil: (job: J) => number,
): Lease<J> {
  const lost = new AbortController()
  let job = claimed
  let last: Promise<unknown> = Promise.resolve()

  /** One write after the other: each is made from the row that the previous one wrote. */
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const result = last.then(run)
    last = result.catch(() => undefined)
    return result
  }

  const write = async (step: (job: J) => Transition<J>): Promise<J | undefined> => {
    const written = await jobs.take(step(job))
    if (written) job = written
    else lost.abort(new LeaseLost('The job was cancelled or taken over'))
    return written
  }

  const stop = every(heartbeat, () => {
    void inTurn(async () => {
      try {
        await write(beat)
      } catch (error) {
        // The next heartbeat can make up for one that could not be written, until the lease has run out.
        log.warn('heartbeat failed', { job: job.id, error })
        if (now() >= leaseUntil(job)) lost.abort(new LeaseLost('The lease ran out'))
      }
    })
  })

  return {
    signal: lost.signal,
    job: () => job,
    take: (step) =>
      inTurn(async () => {
        lost.signal.throwIfAborted()
        const written = await write(step)
        if (!written) throw lost.signal.reason
        return written
      }),
    release: async () => {
      stop()
      await last
    },
  }
}
