import type { Job } from './domain'
import type { Final } from './retention'
import { stay, type Transition } from './transition'

/** Milliseconds that somebody may take to tell the owner: twice what their function has. Then somebody else may. */
const longest = 60_000

/**
 * The event of the job's end: the same whenever it is told again. Epoch and number of hand-overs tell apart the ends of a job that
 * was tried again.
 */
export function eventIdOf({ id, state, epoch, dispatch }: Job): string {
  return `${id}:${state}:${epoch}.${dispatch}`
}

/** Whether the owner was told of this end. */
export function isTold(job: Final): boolean {
  return job.told === eventIdOf(job)
}

/** Takes on to tell the owner; undefined while somebody else is at it. */
export function beginTelling(job: Final, now: number): Transition<Final> | undefined {
  const event = eventIdOf(job)
  if (job.telling?.event === event && job.telling.until > now) return undefined
  return stay(job, { telling: { event, until: now + longest } }, { unchanged: ['telling', 'told'] })
}

/** The owner was told. */
export function told(job: Final): Transition<Final> {
  return stay(job, { told: eventIdOf(job) }, { unchanged: ['telling'] })
}
