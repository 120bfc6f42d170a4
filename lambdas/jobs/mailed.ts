import type { Job } from './domain'
import type { Final } from './retention'
import { stay, type Transition } from './transition'

/** Milliseconds that a function may take to mail the owner: twice its timeout. Then another may. */
const longest = 60_000

/**
 * The event of the job's end: the same each time it is sent. Epoch and number of hand-overs tell apart the ends of a job that
 * was retried.
 */
export function eventIdOf({ id, state, epoch, dispatch }: Job): string {
  return `${id}:${state}:${epoch}.${dispatch}`
}

/** Whether the owner was mailed about this end. The fields of the row, `telling` and `told`, keep the names that rows have. */
export function isMailed(job: Final): boolean {
  return job.told === eventIdOf(job)
}

/** Claims the mail to the owner; undefined while another function holds the claim. */
export function claimMail(job: Final, now: number): Transition<Final> | undefined {
  const event = eventIdOf(job)
  if (job.telling?.event === event && job.telling.until > now) return undefined
  return stay(job, { telling: { event, until: now + longest } }, { unchanged: ['telling', 'told'] })
}

/** The mail to the owner was sent. */
export function mailed(job: Final): Transition<Final> {
  return stay(job, { told: eventIdOf(job) }, { unchanged: ['telling'] })
}
