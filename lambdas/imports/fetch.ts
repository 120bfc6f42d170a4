import { allowanceOf } from '../jobs/allowance'
import { JobRef, type Reason } from '../jobs/domain'
import {
  claimImport,
  failImport,
  giveBackImport,
  type Importing,
  importFailure,
  isImporting,
  redispatchImport,
  reportImport,
  tooSlow,
} from '../jobs/importing'
import { keepLease, type Lease, type LeaseDeps } from '../jobs/lease'
import { isFinal } from '../jobs/life'
import type { SourceStore } from '../jobs/ports'
import { QuotaExceeded, type Quotas } from '../jobs/quotas'
import { removeSource } from '../jobs/remove'
import { confirmUpload } from '../jobs/settle-upload'
import type { Terms } from '../jobs/terms'
import { receive } from './receive'
import type { OpenRemote } from './remote/file'
import { ImportError } from './remote/import-error'

export interface FetchDeps extends LeaseDeps {
  readonly sources: SourceStore
  /** The stage's. */
  readonly quotas: Quotas
  /** Bytes. */
  readonly maxSize: number
  readonly open: OpenRemote
  /** Milliseconds that one run may take; the next one continues. */
  readonly runTime: number
}

/**
 * Fetches the source of the import that a queue message names, or continues where an earlier run stopped. A message for a job that
 * is over, or that another worker holds, is a late copy and does nothing.
 */
export async function fetchSource(deps: FetchDeps, body: string): Promise<void> {
  const { jobs, terms, now, log } = deps
  const job = await jobs.get(JobRef.parse(JSON.parse(body)))
  const transition = job && isImporting(job) ? claimImport(job, now(), terms) : undefined
  const claimed = transition && (await jobs.take(transition))
  if (!claimed) return log.info('nothing to fetch', { ...(job && { job: job.id, state: job.state }) })
  log.info('fetching', { job: claimed.id, epoch: claimed.epoch, attempt: claimed.attempts })

  const lease = keepLease<Importing>(
    deps,
    claimed,
    (job) => reportImport(job, job.import.received, now(), terms),
    (job) => job.import.leaseUntil,
  )
  try {
    await fetchAndConfirm(deps, lease)
  } catch (error) {
    await lease.release()
    if (lease.signal.aborted) return log.warn('lost the import', { job: claimed.id, epoch: claimed.epoch })
    await settleFailure(deps, claimed, lease.job(), error)
  }
}

async function fetchAndConfirm(deps: FetchDeps, lease: Lease<Importing>): Promise<void> {
  const { jobs, sources, terms, now, log } = deps
  const before = lease.job()
  // An earlier worker may have assembled the parts and died before it wrote that down.
  if (before.size > 0 && (await confirmUpload(deps, before))) return lease.release()
  const { quotas } = await allowanceOf(deps, before.owner)
  const isWhole = await receive({ ...deps, quotas, until: now() + deps.runTime }, lease)
  const job = lease.job()
  if (isWhole) {
    await sources.complete(job)
    await lease.release()
    const settled = await confirmUpload(deps, lease.job())
    log.info('fetched', { job: job.id, size: job.size, state: settled?.state })
    return
  }
  await lease.release()
  log.info('to be continued', { job: job.id, received: job.import.received })
  await jobs.take(nextRun(before, lease.job(), tooSlow, now(), terms))
}

/** A run that fetched something is followed by the next at once; after a run without progress there is a pause, or the end. */
function nextRun(before: Importing, job: Importing, reason: Reason, now: number, terms: Terms) {
  return job.import.received > before.import.received
    ? redispatchImport(job, now, terms)
    : giveBackImport(job, reason, now, terms)
}

/** Errors of the other server, the owner's quota or the file are reported as they are; only temporary errors are retried. */
async function settleFailure(deps: FetchDeps, before: Importing, job: Importing, error: unknown): Promise<void> {
  const { jobs, terms, now, log } = deps
  const { reason, isPassing } = explain(error)
  log.warn('fetching failed', { job: job.id, attempt: job.attempts, reason: reason.code, isPassing, error })
  const settled = await jobs.take(
    isPassing ? nextRun(before, job, reason, now(), terms) : failImport(job, reason, now(), terms),
  )
  // At once rather than with the next sweep: the parts have no further use.
  if (settled && isFinal(settled)) await removeSource(deps, settled)
}

function explain(error: unknown): { readonly reason: Reason; readonly isPassing: boolean } {
  if (error instanceof ImportError)
    return { reason: { code: error.code, message: error.message }, isPassing: error.isPassing }
  if (error instanceof QuotaExceeded) return { reason: { code: 'quota', message: error.message }, isPassing: false }
  return { reason: importFailure, isPassing: true }
}
