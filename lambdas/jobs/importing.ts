import { costOfSource } from './cost'
import type { JobIn, Reason } from './domain'
import { type Reservation, reserve } from './life'
import { dayOf, type Quotas } from './quotas'
import { ending } from './retention'
import { isHopeless, type Terms } from './terms'
import { core, type StepOptions, stay, step, type Transition } from './transition'

/** A reserved job whose source we fetch ourselves. */
export type Importing = JobIn<'reserved'> & Required<Pick<JobIn<'reserved'>, 'import'>>

export function isImporting(job: { readonly state: string; readonly import?: unknown }): job is Importing {
  return job.state === 'reserved' && job.import !== undefined
}

/** A job for the file at an address. Its size is not known until the first answer, so it takes no bytes of the quota before that. */
export function reserveImport(
  reservation: Omit<Reservation, 'size'>,
  url: string,
  now: number,
  terms: Terms,
): Importing {
  return {
    ...reserve({ ...reservation, size: 0 }, now, terms),
    dispatch: 1,
    dueAt: now + terms.pickUp,
    import: { url, received: 0, leaseUntil: now, deadline: now + terms.reservation },
  }
}

/** A worker takes the import, unless another one holds it. */
export function claimImport(job: Importing, now: number, terms: Terms): Transition<Importing> | undefined {
  if (job.import.leaseUntil > now || isHopeless(job, job.import.deadline, now, terms)) return undefined
  const leaseUntil = now + terms.lease
  return step(
    job,
    {
      ...job,
      epoch: job.epoch + 1,
      attempts: job.attempts + 1,
      updatedAt: now,
      dueAt: leaseUntil,
      import: { ...job.import, leaseUntil },
    },
    { unchanged: ['import'] },
  )
}

/** Attempts count from the last byte that arrived: an import that makes progress is not given up before its deadline. */
export function reportImport(job: Importing, received: number, now: number, terms: Terms): Transition<Importing> {
  const leaseUntil = now + terms.lease
  return stay(job, {
    attempts: received > job.import.received ? 0 : job.attempts,
    updatedAt: now,
    dueAt: leaseUntil,
    import: { ...job.import, received, leaseUntil },
  })
}

/** What is being fetched, as its server describes it. */
export interface Representation {
  /** Bytes; as many as there are so far, where the server did not say. */
  readonly size: number
  /** For `If-Range`; empty when there is none. */
  readonly validator: string
}

/**
 * Begins to fetch a representation. The parts of one multipart upload all belong to one representation, so a stale worker
 * cannot mix two: it writes to an upload that is gone. The owner is charged for the size that is expected now.
 */
export function beginImport(
  job: Importing,
  { size, validator }: Representation,
  uploadId: string,
  now: number,
  quotas: Quotas,
): Transition<Importing> {
  return stay(
    job,
    {
      import: { ...job.import, validator, received: 0 },
      upload: { ...job.upload, id: uploadId },
      size,
      updatedAt: now,
    },
    resized(job, size, quotas),
  )
}

/** More bytes have arrived of a source whose server did not report its size. */
export function growImport(job: Importing, size: number, now: number, quotas: Quotas): Transition<Importing> {
  return stay(job, { size, updatedAt: now }, resized(job, size, quotas))
}

/** The difference is charged to the day of the reservation, like the rest of the job, and only once if the write is repeated. */
function resized(job: Importing, size: number, quotas: Quotas): StepOptions {
  const by = { storedBytes: size - job.size, serviceCostPerDay: costOfSource(size) - costOfSource(job.size) }
  return { unchanged: ['size'], settles: { day: dayOf(job.createdAt), by, quotas } }
}

/** Queues the import again: its message or its worker was lost, or the worker's time is up and there is more to fetch. */
export function redispatchImport(job: Importing, now: number, terms: Terms): Transition<Importing> {
  return stay(
    job,
    {
      dispatch: job.dispatch + 1,
      updatedAt: now,
      dueAt: Math.min(now + terms.pickUp, Math.max(job.import.deadline, now)),
      import: { ...job.import, leaseUntil: now },
    },
    { unchanged: ['dispatch', 'import'] },
  )
}

/** A worker gives the import back: the next attempt comes after a pause, the last one fails for this reason. */
export function giveBackImport(
  job: Importing,
  reason: Reason,
  now: number,
  terms: Terms,
): Transition<Importing | JobIn<'failed'>> {
  return isHopeless(job, job.import.deadline, now, terms)
    ? failImport(job, reason, now, terms)
    : stay(job, {
        updatedAt: now,
        dueAt: now + terms.backoff * 2 ** Math.max(0, job.attempts - 1),
        import: { ...job.import, leaseUntil: now },
      })
}

/** There is no source to keep for a retry. Fetching has a cost, so the day's share is not given back. */
export function failImport(job: Importing, reason: Reason, now: number, terms: Terms): Transition<JobIn<'failed'>> {
  return step(
    job,
    { ...core(job), state: 'failed', reason, ...ending(job, now, terms, now) },
    { settles: { day: dayOf(now), by: { activeJobs: -1 } } },
  )
}

/** The next step of an overdue import: another attempt, or its end. */
export function overdueImport(job: Importing, now: number, terms: Terms): Transition<Importing | JobIn<'failed'>> {
  return isHopeless(job, job.import.deadline, now, terms)
    ? failImport(job, now >= job.import.deadline ? tooSlow : importFailure, now, terms)
    : redispatchImport(job, now, terms)
}

export const importFailure: Reason = {
  code: 'system',
  message: 'Fetching the file failed on our side. Please try again.',
}

export const tooSlow: Reason = {
  code: 'import-timeout',
  message: 'The file did not arrive in time: its server was too slow, or stopped answering.',
}
