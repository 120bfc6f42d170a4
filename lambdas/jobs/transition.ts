import type { Job, JobIn, JobState, Row } from './domain'
import type { KeyedRequest } from './keyed-request'
import type { Settlement } from './quotas'

/** Where a job may go from each state; `removed` is the end. A step that is not listed here does not compile. */
export const ways = {
  // To itself, and to `failed`, where we fetch the source ourselves.
  reserved: ['reserved', 'uploaded', 'failed', 'expired', 'cancelled'],
  uploaded: ['converting', 'failed', 'cancelled'],
  // To itself, when another worker takes over.
  converting: ['converting', 'done', 'failed', 'cancelled'],
  done: ['removed'],
  failed: ['uploaded', 'removed'],
  expired: ['removed'],
  cancelled: ['removed'],
} as const satisfies { readonly [S in JobState]: readonly Row['state'][] }

/** Those of the states `From` that no way leads from to `To`. */
type Dead<From extends JobState, To> = From extends JobState
  ? To extends (typeof ways)[From][number]
    ? never
    : From
  : never

/** A row that a job may become, whichever of the states `From` it is in. */
export type After<From extends JobState> = {
  [To in Row['state']]: [Dead<From, To>] extends [never] ? Extract<Row, { readonly state: To }> : never
}[Row['state']]

type Attribute = { [S in JobState]: keyof JobIn<S> }[JobState]

/** Only `step` and `stay` can set it: there is no other way to a transition. */
const legal = Symbol('legal')

/**
 * One step of a job's life, to be written in one conditional write: the attributes named in `unchanged` must still be as in `from`.
 * State and epoch are always among them, so only one of several writers takes a step.
 */
export interface Transition<To extends Row = Row> {
  readonly [legal]: true
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

function transition<To extends Row>(from: Job, to: To, { unchanged = [], settles }: StepOptions): Transition<To> {
  return {
    [legal]: true,
    from,
    to,
    unchanged: ['state', 'epoch', ...unchanged],
    ...(settles && { settles }),
  }
}

/** A step to another state, or to another worker. */
export function step<From extends Job, To extends After<From['state']>>(
  from: From,
  to: To,
  options: StepOptions = {},
): Transition<To> {
  return transition(from, to, options)
}

/** A step after which the job is still in its state, and its epoch's worker still has it. */
export function stay<J extends Job>(
  from: J,
  changes: Partial<Omit<J, 'state' | 'epoch' | 'id' | 'owner'>>,
  options: StepOptions = {},
): Transition<J> {
  return transition(from, { ...from, ...changes }, options)
}

/** The attributes that every state has; what belongs to the old state only is left behind. */
export function core({
  id,
  owner,
  name,
  size,
  options,
  upload,
  epoch,
  attempts,
  dispatch,
  keeps,
  shareKey,
  createdAt,
}: Job) {
  return {
    id,
    owner,
    name,
    size,
    options,
    upload,
    epoch,
    attempts,
    dispatch,
    ...(keeps && { keeps }),
    shareKey,
    createdAt,
  }
}
