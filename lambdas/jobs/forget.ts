import * as z from 'zod'
import type { Log } from '../shared/log'
import { Owner } from './domain'
import type { AudioStore, JobStore, OwnerStore, SourceStore } from './ports'
import { beginRemoval, finishRemoval } from './remove'
import type { Terms } from './terms'

export interface ForgetDeps {
  readonly jobs: JobStore
  readonly owners: OwnerStore
  readonly sources: SourceStore
  readonly audio: AudioStore
  readonly terms: Terms
  readonly now: () => number
  readonly log: Log
}

/** What `auth` publishes when an account was closed. */
export const AccountClosed = z.object({ owner: Owner })

/** A cancelled worker may still hold its lease. The message comes back later; the sweeper may be faster. */
export class NotYetForgotten extends Error {}

/**
 * Removes everything of a closed account: its jobs with their media, as a deletion does, then its counters and its
 * agreements. It keeps no state: after a crash it looks again at what is left.
 *
 * @throws NotYetForgotten while something must wait
 */
export async function forget(deps: ForgetDeps, body: string): Promise<void> {
  const { owner } = AccountClosed.parse(JSON.parse(body))
  for (const ref of await deps.owners.jobsOf(owner)) {
    const removed = await beginRemoval(deps, ref)
    if (removed) await finishRemoval(deps, removed)
  }
  const left = await deps.owners.jobsOf(owner)
  if (left.length > 0) throw new NotYetForgotten(`${left.length} jobs are not removed yet`)
  await deps.owners.clear(owner)
  deps.log.info('owner forgotten', { owner })
}
