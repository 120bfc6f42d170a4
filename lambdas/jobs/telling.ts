import type { Job } from './domain'
import type { Final } from './retention'
import { stay, type Transition } from './transition'

/** Milliseconds that somebody may take to tell the owner: twice what their function has. Then somebody else may. */
const longest = 60_000

/**
 * The event of the job's end: the same whenever it is told again. Epoch and number of hand-overs tell apart the ends of a job that
 * was tried again.
 */
export const eventIdOf = ({ id, state, epoch, dispatch }: Job): string => `${id}:${state}:${epoch}.${dispatch}`

/** Whether the owner was told of this end. */
export const isTold = (job: Final): boolean => job.told === eventIdOf(job)

/** Takes on to tell the owner; undefined while somebody else is at it. */
export const beginTelling = (job: Final, now: number): Transition<Final> | undefined => {
  const event = eventIdOf(job)
  if (job.telling?.event === event && job.telling.until > now) return undefined
  return stay(job, { telling: { event, until: now + longest } }, { unchanged: ['telling', 'told'] })
}

/** The owner was told. */
export const told = (job: Final): Transition<Final> => stay(job, { told: eventIdOf(job) }, { unchanged: ['telling'] })
