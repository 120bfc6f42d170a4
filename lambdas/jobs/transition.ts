import type { Job, JobIn, JobState, Row } from './domain'
import type { KeyedRequest } from './keyed-request'
import type { Settlement } from './quotas'

type Attribute = { [S in JobState]: keyof JobIn<S> }[JobState]

/**
 * One step of a job's life, to be written in one conditional write: the attributes named in `unchanged` must still be as in `from`.
 * State and epoch are always among them; so a step is taken by one of several who try.
 */
export interface Transition<To extends Row = Row> {
  readonly from: Job
  readonly to: To
  readonly unchanged: readonly Attribute[]
  /** What the step does to the owner's counters: in the same transaction, so that it happens as often as the step. */
  readonly settles?: Settlement
  /** The request that the step is taken for: noted in the same transaction, so that it is taken once for each. */
  readonly request?: KeyedRequest
}

export interface StepOptions {
  readonly unchanged?: readonly Attribute[]
  readonly settles?: Settlement
}

export const step = <To extends Row>(
  from: Job,
  to: To,
  { unchanged = [], settles }: StepOptions = {},
): Transition<To> => ({
  from,
  to,
  unchanged: ['state', 'epoch', ...unchanged],
  ...(settles && { settles }),
})

/** The attributes that every state has; what belongs to the old state only is left behind. */
export const core = ({
  id,
  owner,
  name,
  size,
  options,
  upload,
  epoch,
  attempts,
  dispatch,
  shareKey,
  createdAt,
}: Job) => ({
  id,
  owner,
  name,
  size,
  options,
  upload,
  epoch,
  attempts,
  dispatch,
  shareKey,
  createdAt,
})
