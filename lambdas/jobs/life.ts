import { finalStates } from '../../protocol/states'
import type { ConvertOptions } from '../shared/audio/options'
import { costOfSource } from './cost'
import type { Audio, Job, JobIn, JobState, Keeping, Reason, Row } from './domain'
import { audioMade, noAudio } from './metering'
import { dayOf, type Quotas, type Settlement } from './quotas'
import { ending, type Final } from './retention'
import type { Terms } from './terms'
import { core, stay, step, type Transition } from './transition'

export type { Final } from './retention'
export type { Transition } from './transition'

export type Active = JobIn<'reserved' | 'uploaded' | 'converting'>

const final: ReadonlySet<string> = new Set<JobState>(finalStates)
export function isFinal(job: Row): job is Final {
  return final.has(job.state)
}

export interface Reservation {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly size: number
  readonly options: ConvertOptions
  readonly upload: Job['upload']
  readonly shareKey: string
  /** What was agreed with the owner, if anything was. */
  readonly keeps: Keeping | undefined
}

export function reserve({ keeps, ...reservation }: Reservation, now: number, terms: Terms): JobIn<'reserved'> {
  return {
    ...reservation,
    ...(keeps && { keeps }),
    state: 'reserved',
    epoch: 0,
    attempts: 0,
    dispatch: 0,
    createdAt: now,
    updatedAt: now,
    dueAt: now + terms.reservation,
  }
}

/** When a source that has not arrived is given up. */
export function uploadUntil(job: JobIn<'reserved'>): number {
  return job.import?.deadline ?? job.dueAt
}

/** What a reservation takes of the owner's quotas. */
export function charged(job: JobIn<'reserved'>, quotas: Quotas): Settlement {
  return {
    day: dayOf(job.createdAt),
    by: { activeJobs: 1, storedBytes: job.size, jobsPerDay: 1, serviceCostPerDay: costOfSource(job.size) },
    quotas,
  }
}

/** The source has arrived, whole. Three callers may report it: the API's `complete`, the S3 event and the sweeper. */
export function upload(job: JobIn<'reserved'>, now: number, terms: Terms): Transition<JobIn<'uploaded'>> {
  return step(job, { ...enqueued(job, now, terms), attempts: 0 })
}

/** The longest wait for a worker before a job is queued again, in milliseconds. */
const longestPickUp = 60 * 60 * 1000

/**
 * Queues the job for conversion again: the message or its worker was lost, or there is a backlog. Each hand-over would lengthen the
 * backlog, so the next one waits as long again as the job has waited, between `pickUp` and an hour.
 */
export function redispatch(
  job: JobIn<'uploaded' | 'converting'>,
  now: number,
  terms: Terms,
): Transition<JobIn<'uploaded' | 'converting'>> {
  const waitingSince = job.state === 'uploaded' ? job.deadline - terms.deadline : job.leaseUntil
  const wait = Math.min(Math.max(now - waitingSince, terms.pickUp), longestPickUp)
  return stay(
    job,
    { dispatch: job.dispatch + 1, updatedAt: now, dueAt: Math.min(now + wait, Math.max(job.deadline, now)) },
    { unchanged: ['dispatch', 'leaseUntil'] },
  )
}

/** A worker takes the job, unless another one holds it. */
export function claim(job: Job, now: number, terms: Terms): Transition<JobIn<'converting'>> | undefined {
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
      ...(job.state === 'converting' && job.metered && { metered: job.metered }),
      updatedAt: now,
      dueAt: leaseUntil,
    },
    { unchanged: ['leaseUntil'] },
  )
}

/** Progress is the heartbeat: reporting it extends the lease. */
export function report(
  job: JobIn<'converting'>,
  progress: JobIn<'converting'>['progress'],
  now: number,
  terms: Terms,
): Transition<JobIn<'converting'>> {
  const leaseUntil = now + terms.lease
  return stay(job, { progress, leaseUntil, updatedAt: now, dueAt: leaseUntil })
}

/** The audio is done, if the owner's quota has room for the difference where it is longer than the probe said. */
export function finish(
  job: JobIn<'converting'>,
  audio: Audio,
  now: number,
  terms: Terms,
  quotas: Quotas,
): Transition<JobIn<'done'>> {
  return step(
    job,
    { ...core(job), state: 'done', audio, ...ending(job, now, terms) },
    {
      unchanged: ['metered'],
      settles: { ...inactive(audioMade(job, Math.ceil(audio.duration), now)), quotas },
    },
  )
}

export function fail(
  job: JobIn<'uploaded' | 'converting'>,
  reason: Reason,
  now: number,
  terms: Terms,
): Transition<JobIn<'failed'>> {
  return step(
    job,
    { ...core(job), state: 'failed', reason, ...ending(job, now, terms) },
    { unchanged: ['metered'], settles: inactive(noAudio(job, now)) },
  )
}

/** A worker gives the job back after an error of ours: the next attempt comes after a pause; after the last attempt the job fails. */
export function giveBack(
  job: JobIn<'converting'>,
  now: number,
  terms: Terms,
): Transition<JobIn<'converting' | 'failed'>> {
  return job.attempts >= terms.maxAttempts
    ? fail(job, systemFailure, now, terms)
    : stay(job, { leaseUntil: now, updatedAt: now, dueAt: now + terms.backoff * 2 ** (job.attempts - 1) })
}

/** Nothing was uploaded: there is no source to keep, and nothing was converted for today's share of the service. */
export function expire(job: JobIn<'reserved'>, now: number, terms: Terms): Transition<JobIn<'expired'>> {
  return step(job, { ...core(job), state: 'expired', ...ending(job, now, terms, now) }, { settles: unused(job) })
}

/** Cancels. The source goes as soon as no worker can be reading it. */
export function cancel(job: Active, now: number, terms: Terms): Transition<JobIn<'cancelled'>> {
  const sourceUntil = job.state === 'converting' ? Math.max(now, job.leaseUntil) : now
  return step(
    job,
    { ...core(job), state: 'cancelled', ...ending(job, now, terms, sourceUntil) },
    {
      unchanged: ['metered'],
      settles: job.state === 'reserved' && !job.import ? unused(job) : inactive(noAudio(job, now)),
    },
  )
}

/** Tries a failed job again, unless its source is no longer kept. It counts as one more job of the day. */
export function retry(
  job: JobIn<'failed'>,
  now: number,
  terms: Terms,
  quotas: Quotas,
): Transition<JobIn<'uploaded'>> | undefined {
  if (job.source !== 'kept' || job.sourceUntil <= now) return undefined
  return step(
    job,
    { ...enqueued(job, now, terms), attempts: 0 },
    {
      unchanged: ['source'],
      settles: {
        day: dayOf(now),
        // The source is there already; the audio is metered again.
        by: { activeJobs: 1, jobsPerDay: 1, serviceCostPerDay: costOfSource(0) },
        quotas,
      },
    },
  )
}

/** @param audio what is settled with it */
function inactive({ day, by }: Settlement): Settlement {
  return { day, by: { ...by, activeJobs: -1 } }
}

/** The day's share goes back to the day that it was taken from. */
function unused({ createdAt, size }: JobIn<'reserved'>): Settlement {
  return {
    day: dayOf(createdAt),
    by: { activeJobs: -1, serviceCostPerDay: -costOfSource(size) },
  }
}

export const systemFailure: Reason = {
  code: 'system',
  message: 'The conversion failed on our side. Your upload is safe: please try again.',
}

function enqueued(job: Job, now: number, terms: Terms): JobIn<'uploaded'> {
  return {
    ...core(job),
    state: 'uploaded',
    dispatch: job.dispatch + 1,
    updatedAt: now,
    dueAt: now + terms.pickUp,
    deadline: now + terms.deadline,
  }
}
