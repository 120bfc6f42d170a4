import { Problem } from '../shared/errors'
import { freesAt, type HeldLimit, isHeld, type Release, releaseOf } from './frees-at'
import type { JobStore } from './ports'
import { dayOf, QuotaExceeded } from './quotas'
import type { Terms } from './terms'

export interface QuotaDeps {
  readonly jobs: JobStore
  readonly terms: Terms
  readonly now: () => number
}

/**
 * Runs an action that may exceed a quota. If it does, the answer is a problem with the limit, its value, and when it frees.
 *
 * @throws Problem `quota-exceeded`
 */
export async function withinQuota<T>(deps: QuotaDeps, owner: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof QuotaExceeded)) throw error
    const held = isHeld(error.limit) ? await holdings(deps, owner, error.limit) : []
    const frees = freesAt(error, held, deps.now())
    throw new Problem('quota-exceeded', error.message, undefined, {
      limit: error.limit,
      value: error.value,
      ...(frees !== undefined && { freesAt: new Date(frees).toISOString() }),
    })
  }
}

/** Jobs read at a time. */
const pageSize = 500

/** What the user's jobs hold of the limit. Reads, newest first, until it has seen everything that is counted. */
async function holdings({ jobs, terms, now }: QuotaDeps, owner: string, limit: HeldLimit): Promise<Release[]> {
  const { used } = await jobs.account(owner, dayOf(now()))
  const held: Release[] = []
  let unseen = used[limit]
  let cursor: string | undefined
  do {
    const page = await jobs.list(owner, { limit: pageSize, cursor })
    const own = page.jobs.flatMap((job) => releaseOf(limit, job, terms) ?? [])
    held.push(...own)
    unseen -= own.reduce((sum, { amount }) => sum + amount, 0)
    cursor = page.nextCursor
  } while (cursor !== undefined && unseen > 0)
  return held
}
