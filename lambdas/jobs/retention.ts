import type { JobIn, Removed } from './domain'
import { dayOf, type Settlement } from './quotas'
import type { Terms } from './terms'
import { core, stay, step, type Transition } from './transition'

export type Final = JobIn<'done' | 'failed' | 'expired' | 'cancelled'>

/**
 * What a job has from its end on. `dueAt` is the earlier of its two ends: the source's and its own.
 *
 * @param sourceUntil when the source goes, in milliseconds
 */
export const ending = (now: number, sourceUntil: number, terms: Terms) => {
  const keptUntil = now + terms.retention
  const source: Final['source'] = 'kept'
  return { source, sourceUntil, keptUntil, updatedAt: now, dueAt: Math.min(sourceUntil, keptUntil) }
}

/** The source's time is over. Nothing leads back from here to a job that needs it, so it may be removed. */
export const dropSource = (job: Final, now: number): Transition<Final> =>
  stay(job, { source: 'leaving', updatedAt: now, dueAt: now }, { unchanged: ['source', 'dueAt'] })

/** The source is removed: its bytes are given back. */
export const sourceGone = (job: Final, now: number): Transition<Final> =>
  stay(
    job,
    { source: 'gone', updatedAt: now, dueAt: job.keptUntil },
    { unchanged: ['source'], settles: { day: dayOf(now), by: { storedBytes: -job.size } } },
  )

/**
 * Removes the job as far as anybody can see; media and row follow. A worker that was cancelled may hold its lease yet: its
 * media are removed when it has ended, so that it finds its source, and leaves nothing behind.
 */
export const remove = (job: Final, now: number): Transition<Removed> =>
  step(
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

/** What the removal of the row gives back: the source's bytes, unless they were given back before. */
export const released = ({ source, size }: Removed, now: number): Settlement => ({
  day: dayOf(now),
  by: source === 'gone' ? {} : { storedBytes: -size },
})
