import type { Audio, ConvertOptions, Job, JobIn, JobState, Reason } from './domain'
import type { Terms } from './terms'

/**
 * One step of a job's life, to be written in one conditional write: the attributes named in `unchanged` must still be as in `from`.
 * State and epoch are always among them; so a step is taken by one of several who try.
 */
export interface Transition<To extends Job = Job> {
  readonly from: Job
  readonly to: To
  readonly unchanged: readonly (keyof JobIn<'converting'>)[]
}

export type Active = JobIn<'reserved' | 'uploaded' | 'converting'>
export type Final = JobIn<'done' | 'failed' | 'expired' | 'cancelled'>

const finalStates: readonly JobState[] = ['done', 'failed', 'expired', 'cancelled']
export const isFinal = (job: Job): job is Final => finalStates.includes(job.state)

export interface Reservation {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly size: number
  readonly options: ConvertOptions
  readonly upload: { readonly id: string; readonly partSize: number }
  readonly shareKey: string
}

export const reserve = (reservation: Reservation, now: number, terms: Terms): JobIn<'reserved'> => ({
  ...reservation,
  state: 'reserved',
  epoch: 0,
  attempts: 0,
  dispatch: 0,
  createdAt: now,
  updatedAt: now,
  dueAt: now + terms.reservation,
})

/** The source has arrived, whole. Three may say so: the API's `complete`, the S3 event, the sweeper. */
export const upload = (job: JobIn<'reserved'>, now: number, terms: Terms): Transition<JobIn<'uploaded'>> =>
  step(job, enqueued(job, now, terms))

/** Hands the job to the convert queue once more: the message or its worker was lost. */
export const redispatch = (
  job: JobIn<'uploaded' | 'converting'>,
  now: number,
  terms: Terms,
): Transition<JobIn<'uploaded' | 'converting'>> =>
  step(job, { ...job, dispatch: job.dispatch + 1, updatedAt: now, dueAt: now + terms.pickUp }, [
    'dispatch',
    'leaseUntil',
  ])

/** A worker takes the job, unless another one holds it. */
export const claim = (job: Job, now: number, terms: Terms): Transition<JobIn<'converting'>> | undefined => {
  const free = job.state === 'uploaded' || (job.state === 'converting' && job.leaseUntil <= now)
  if (!free || job.attempts >= terms.maxAttempts) return undefined
  const leaseUntil = now + terms.lease
  return step(
    job,
    {
      ...core(job),
      state: 'converting',
      epoch: job.epoch + 1,
      attempts: job.attempts + 1,
      deadline: job.deadline,
      leaseUntil,
      progress: { percent: 0 },
      updatedAt: now,
      dueAt: leaseUntil,
    },
    ['leaseUntil'],
  )
}

/** Progress is the heartbeat: reporting it extends the lease. */
export const report = (
  job: JobIn<'converting'>,
  progress: JobIn<'converting'>['progress'],
  now: number,
  terms: Terms,
): Transition<JobIn<'converting'>> => {
  const leaseUntil = now + terms.lease
  return step(job, { ...job, progress, leaseUntil, updatedAt: now, dueAt: leaseUntil })
}

export const finish = (job: JobIn<'converting'>, audio: Audio, now: number, terms: Terms): Transition<JobIn<'done'>> =>
  step(job, { ...core(job), state: 'done', audio, updatedAt: now, dueAt: now + terms.retention })

export const fail = (
  job: JobIn<'uploaded' | 'converting'>,
  reason: Reason,
  now: number,
  terms: Terms,
): Transition<JobIn<'failed'>> =>
  step(job, { ...core(job), state: 'failed', reason, updatedAt: now, dueAt: now + terms.retention })

/** A worker gives the job back after a fault of ours: the next attempt comes after a pause, the last one fails. */
export const giveBack = (
  job: JobIn<'converting'>,
  now: number,
  terms: Terms,
): Transition<JobIn<'converting' | 'failed'>> =>
  job.attempts >= terms.maxAttempts
    ? fail(job, systemFailure, now, terms)
    : step(job, { ...job, leaseUntil: now, updatedAt: now, dueAt: now + terms.backoff * 2 ** (job.attempts - 1) })

export const expire = (job: JobIn<'reserved'>, now: number, terms: Terms): Transition<JobIn<'expired'>> =>
  step(job, { ...core(job), state: 'expired', updatedAt: now, dueAt: now + terms.retention })

export const cancel = (job: Active, now: number, terms: Terms): Transition<JobIn<'cancelled'>> =>
  step(job, { ...core(job), state: 'cancelled', updatedAt: now, dueAt: now + terms.retention })

export const retry = (job: JobIn<'failed'>, now: number, terms: Terms): Transition<JobIn<'uploaded'>> =>
  step(job, { ...enqueued(job, now, terms), attempts: 0 })

export type Decision =
  | { readonly do: 'nothing' }
  /** The reservation has run out: an upload that arrived counts, else it expires. */
  | { readonly do: 'settle-upload'; readonly job: JobIn<'reserved'> }
  | { readonly do: 'take'; readonly transition: Transition }
  | { readonly do: 'remove'; readonly job: Final }

/** What an overdue job needs. The one answer to every lost event, message and worker. */
export const decide = (job: Job, now: number, terms: Terms): Decision => {
  if (job.dueAt > now) return { do: 'nothing' }
  switch (job.state) {
    case 'reserved':
      return { do: 'settle-upload', job }
    case 'uploaded':
    case 'converting':
      return {
        do: 'take',
        transition: isHopeless(job, now, terms) ? fail(job, systemFailure, now, terms) : redispatch(job, now, terms),
      }
    case 'done':
    case 'failed':
    case 'expired':
    case 'cancelled':
      return { do: 'remove', job }
  }
}

/** Whether an overdue job has used up its attempts, or its time: so each ends, even if no worker ever takes it again. */
const isHopeless = (job: JobIn<'uploaded' | 'converting'>, now: number, terms: Terms): boolean =>
  job.attempts >= terms.maxAttempts || now >= job.deadline

/** What the world must be told after a write to the table, from the row before and after. */
export interface Consequences {
  readonly convert: boolean
  readonly event: boolean
}

export const consequences = (before: Job | undefined, after: Job): Consequences => ({
  convert: after.dispatch > (before?.dispatch ?? 0),
  event: isFinal(after) && before?.state !== after.state,
})

export const systemFailure: Reason = {
  code: 'system',
  message: 'The conversion failed on our side. Your upload is safe: please try again.',
}

const enqueued = (job: Job, now: number, terms: Terms): JobIn<'uploaded'> => ({
  ...core(job),
  state: 'uploaded',
  dispatch: job.dispatch + 1,
  updatedAt: now,
  dueAt: now + terms.pickUp,
  deadline: now + terms.deadline,
})

/** The attributes that every state has; what belongs to the old state only is left behind. */
const core = ({ id, owner, name, size, options, upload, epoch, attempts, dispatch, shareKey, createdAt }: Job) => ({
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

const step = <To extends Job>(from: Job, to: To, unchanged: Transition['unchanged'] = []): Transition<To> => ({
  from,
  to,
  unchanged: ['state', 'epoch', ...unchanged],
})
