import { Problem } from '../shared/errors'
import type { Job, JobIn, JobState } from './domain'

/**
 * What its owner may do with a job, and in which states. An action that may be repeated is also allowed in the state it leads to. Reading it and
 * deleting it are always allowed.
 */
const rights = {
  upload: ['reserved'],
  complete: ['reserved', 'uploaded', 'converting', 'done', 'failed'],
  abort: ['reserved', 'expired', 'cancelled'],
  cancel: ['reserved', 'uploaded', 'converting', 'cancelled'],
  retry: ['failed'],
  download: ['done'],
} as const satisfies { readonly [action: string]: readonly JobState[] }

export type UserAction = keyof typeof rights

type Allowing<A extends UserAction> = (typeof rights)[A][number]

function may<A extends UserAction>(job: Job, action: A): job is JobIn<Allowing<A>> {
  const states: readonly JobState[] = rights[action]
  return states.includes(job.state)
}

const refusals: { readonly [A in UserAction]: (state: JobState) => string } = {
  upload: (state) => `The upload is over: the job is ${state}.`,
  complete: (state) => `The upload is over: the job is ${state}.`,
  abort: (state) => `The upload is over: the job is ${state}. Cancel or delete the job instead.`,
  cancel: (state) => `Only a job in progress can be cancelled; this one is ${state}.`,
  retry: (state) => `Only a failed job can be tried again; this one is ${state}.`,
  download: (state) => `There is no audio: the job is ${state}.`,
}

/**
 * The job, known to be in a state in which its owner may do this.
 *
 * @throws Problem `wrong-state` with a sentence for the user.
 */
export function permit<A extends UserAction>(job: Job, action: A): JobIn<Allowing<A>> {
  if (may(job, action)) return job
  throw new Problem('wrong-state', refusals[action](job.state))
}
