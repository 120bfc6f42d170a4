import * as z from 'zod'
import type { Job, JobIn, Keeping, Removed } from './domain'
import { dayOf, type Settlement } from './quotas'
import type { Terms } from './terms'
import { core, stay, step, type Transition } from './transition'

export type Final = JobIn<'done' | 'failed' | 'expired' | 'cancelled'>

/**
 * What a job has from its end on. `dueAt` is the earlier of its two ends, and the source's is never the later one.
 *
 * @param sourceUntil when the source goes, where that is not as agreed: milliseconds
 */
export function ending(
  { keeps }: Job,
  now: number,
  terms: Terms,
  sourceUntil = now + (keeps?.source ?? terms.sourceRetention),
) {
  const keptUntil = now + (keeps?.audio ?? terms.retention)
  const source: Final['source'] = 'kept'
  const dueAt = Math.min(sourceUntil, keptUntil)
  return { source, sourceUntil: dueAt, keptUntil, updatedAt: now, dueAt }
}

const day = 24 * 60 * 60 * 1000

/** Set by an operator: how long one user's media are kept, in days; a missing value stays as the stage has it. */
export const RetentionOverrides = z.object({
  sourceRetentionDays: z.number().nonnegative().optional(),
  retentionDays: z.number().positive().optional(),
})
export type RetentionOverrides = z.infer<typeof RetentionOverrides>

/** @returns undefined where nothing was agreed */
export function agreedKeeping(
  { sourceRetentionDays, retentionDays }: RetentionOverrides,
  { longestRetention }: Pick<Terms, 'longestRetention'>,
): Keeping | undefined {
  if (sourceRetentionDays === undefined && retentionDays === undefined) return undefined
  const atMost = (days: number) => Math.min(Math.round(days * day), longestRetention)
  return {
    ...(sourceRetentionDays !== undefined && { source: atMost(sourceRetentionDays) }),
    ...(retentionDays !== undefined && { audio: atMost(retentionDays) }),
  }
}

/** The source's time is up. No step leads back to a state that needs it, so it may be removed. */
export function dropSource(job: Final, now: number): Transition<Final> {
  return stay(job, { source: 'leaving', updatedAt: now, dueAt: now }, { unchanged: ['source', 'dueAt'] })
}

/**
 * The source is removed: its bytes are given back, as many as the row says. A worker that got no answer to its write may have another number:
 * the size of an import changes as data arrives.
 */
export function sourceGone(job: Final, now: number): Transition<Final> {
  return stay(
    job,
    { source: 'gone', updatedAt: now, dueAt: job.keptUntil },
    { unchanged: ['source', 'size'], settles: { day: dayOf(now), by: { storedBytes: -job.size } } },
  )
}

/**
 * Hides the job; media and row are removed later. A cancelled worker may still hold its lease: the
 * media are removed when it has ended, so that it still finds its source and leaves nothing behind.
 */
export function remove(job: Final, now: number): Transition<Removed> {
  return step(
    job,
    {
      ...core(job),
      state: 'removed',
      source: job.source,
      updatedAt: now,
      dueAt: job.state === 'cancelled' ? Math.max(now, job.sourceUntil) : now,
    },
    { unchanged: ['source', 'dueAt'] },
  )
}

/** What the removal of the row gives back: the source's bytes, unless they were given back before. */
export function released({ source, size }: Removed, now: number): Settlement {
  return {
    day: dayOf(now),
    by: source === 'gone' ? {} : { storedBytes: -size },
  }
}
