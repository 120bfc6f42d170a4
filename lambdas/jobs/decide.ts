import type { Job, JobIn, Removed, Row } from './domain'
import { isImporting, overdueImport } from './importing'
import { expire, type Final, fail, isFinal, redispatch, systemFailure } from './life'
import { isHopeless, type Terms } from './terms'
import type { Transition } from './transition'

export type Decision =
  | { readonly do: 'nothing' }
  /** A source that has arrived counts; else the job expires, or its import is tried again or fails. */
  | { readonly do: 'settle-upload'; readonly job: JobIn<'reserved'>; readonly otherwise: Transition }
  | { readonly do: 'take'; readonly transition: Transition }
  | { readonly do: 'remove-source'; readonly job: Final }
  | { readonly do: 'remove'; readonly job: Final }
  /** A removal that somebody began. */
  | { readonly do: 'finish-removal'; readonly job: Removed }

/** The next step of an overdue job. It covers every lost event, message and worker. */
export function decide(job: Row, now: number, terms: Terms): Decision {
  if (job.dueAt > now) return { do: 'nothing' }
  switch (job.state) {
    case 'reserved':
      return {
        do: 'settle-upload',
        job,
        otherwise: isImporting(job) ? overdueImport(job, now, terms) : expire(job, now, terms),
      }
    case 'uploaded':
    case 'converting':
      return {
        do: 'take',
        transition: isHopeless(job, job.deadline, now, terms)
          ? fail(job, systemFailure, now, terms)
          : redispatch(job, now, terms),
      }
    case 'done':
    case 'failed':
    case 'expired':
    case 'cancelled':
      return { do: job.keptUntil <= now ? 'remove' : 'remove-source', job }
    case 'removed':
      return { do: 'finish-removal', job }
  }
}

/** The messages that follow from a write to the table, from the row before and after. */
export interface Consequences {
  readonly convert: boolean
  /** The import queue must be told. */
  readonly fetch: boolean
  readonly event: boolean
}

export function consequences(before: Job | undefined, after: Job): Consequences {
  const isHandedOver = after.dispatch > (before?.dispatch ?? 0)
  return {
    fetch: isHandedOver && after.state === 'reserved',
    convert: isHandedOver && after.state !== 'reserved',
    event: isFinal(after) && before?.state !== after.state,
  }
}
