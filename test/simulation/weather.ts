import type { Quotas } from '../../lambdas/jobs/quotas'
import type { Random } from './random'

const second = 1000
const minute = 60 * second

/** How bad a world is. Probabilities are per effect, per message, or per process. */
export interface Weather {
  /** Faults happen for so long from the start, in milliseconds; then only the sweeper has to bear some. */
  readonly storm: number
  readonly kill: number
  /** A dependency refuses: throttled, or away for a moment. */
  readonly refuse: number
  /** The effect happened, but its answer never comes. */
  readonly loseAnswer: number
  /** The effect happened, its answer was lost, and the SDK tries once more. */
  readonly retry: number
  /** The caller has given up when the effect happens. */
  readonly late: number
  /** The whole process stands still, perhaps past its lease. */
  readonly pause: number
  /** Mean milliseconds from a call to its effect, and from there to the answer. */
  readonly latency: number
  readonly duplicate: number
  readonly loseS3Event: number
  readonly loseMessage: number
  /** Clocks are wrong by as many milliseconds at most. */
  readonly skew: number
  /** The engine fails for a reason of ours. */
  readonly engine: number
  /** Workers die as soon as they start. */
  readonly brokenWorkers: boolean
  /** Milliseconds until the convert queue hands a message out again. */
  readonly convertVisibility: number
}

export function weatherOf(random: Random): Weather {
  return {
    storm: random.between(10, 60) * minute,
    kill: random.pick([0, 0.003, 0.01, 0.03]),
    refuse: random.pick([0, 0, 0.01, 0.05]),
    loseAnswer: random.pick([0, 0.005, 0.02]),
    retry: random.pick([0, 0.01, 0.03]),
    late: random.pick([0, 0.005, 0.02]),
    pause: random.pick([0, 0.003, 0.01]),
    latency: random.pick([5, 50, 400]),
    duplicate: random.pick([0, 0.05, 0.3]),
    loseS3Event: random.pick([0, 0.3, 1]),
    loseMessage: random.pick([0, 0, 0.2]),
    skew: random.pick([0, 0, minute, minute]),
    engine: random.pick([0, 0.05, 0.3]),
    brokenWorkers: random.chance(0.04),
    // Ours is 90 minutes; a short one makes messages come again while they are handled, and reach the dead letters.
    convertVisibility: random.pick([90 * minute, 90 * minute, 30 * second]),
  }
}

export function quotasOf(random: Random): Quotas {
  return {
    activeJobs: random.pick([1, 2, 100]),
    storedBytes: random.pick([3000, 10 ** 9]),
    jobsPerDay: random.pick([3, 100]),
    audioSecondsPerDay: random.pick([30, 10 ** 6]),
    serviceCostPerDay: 10 ** 12,
  }
}
