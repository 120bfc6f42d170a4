import type { Log } from '../shared/log'
import { JobRef } from './domain'
import { failImport, importFailure, isImporting } from './importing'
import { fail, systemFailure } from './life'
import type { JobStore } from './ports'
import type { Terms } from './terms'

export interface BuryDeps {
  readonly jobs: JobStore
  readonly terms: Terms
  readonly now: () => number
  readonly log: Log
}

/** A message of the convert or the import queue that no worker could handle: its job fails, unless a worker holds it or it is over. */
export const bury = async ({ jobs, terms, now, log }: BuryDeps, body: string): Promise<void> => {
  const job = await jobs.get(JobRef.parse(JSON.parse(body)))
  if (job && isImporting(job) && job.import.leaseUntil <= now()) {
    log.error('dead letter', { job: job.id, state: job.state, attempts: job.attempts })
    await jobs.take(failImport(job, importFailure, now(), terms))
    return
  }
  const orphan = job?.state === 'uploaded' || (job?.state === 'converting' && job.leaseUntil <= now())
  if (!job || !orphan) return
  log.error('dead letter', { job: job.id, state: job.state, attempts: job.attempts })
  await jobs.take(fail(job, systemFailure, now(), terms))
}
