import type { Log } from '../shared/log'
import { JobRef, type Row } from './domain'
import { failImport, importFailure, isImporting } from './importing'
import { fail, systemFailure, type Transition } from './life'
import type { JobStore } from './ports'
import type { Terms } from './terms'

export interface GiveUpDeps {
  readonly jobs: JobStore
  readonly terms: Terms
  readonly now: () => number
  readonly log: Log
}

/** A message of the convert or the import queue that no worker could handle: its job fails, unless a worker holds it or it is over. */
export async function giveUp({ jobs, terms, now, log }: GiveUpDeps, body: string): Promise<void> {
  const job = await jobs.get(JobRef.parse(JSON.parse(body)))
  const failure = job && failureOf(job, now(), terms)
  if (!failure) return
  log.error('dead letter', { job: job.id, state: job.state, attempts: job.attempts })
  await jobs.take(failure)
}

function failureOf(job: Row, now: number, terms: Terms): Transition | undefined {
  if (isImporting(job)) return job.import.leaseUntil <= now ? failImport(job, importFailure, now, terms) : undefined
  const isWaiting = job.state === 'uploaded' || (job.state === 'converting' && job.leaseUntil <= now)
  return isWaiting ? fail(job, systemFailure, now, terms) : undefined
}
