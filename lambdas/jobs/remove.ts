import type { JobRef, Removed } from './domain'
import { cancel, isFinal } from './life'
import type { AudioStore, JobStore, SourceStore } from './ports'
import { dropSource, type Final, released, remove, sourceGone } from './retention'
import type { Terms } from './terms'

export interface RemoveDeps {
  readonly jobs: JobStore
  readonly sources: SourceStore
  readonly now: () => number
}

/**
 * Removes the source of a job that is over, and gives its bytes back. First a step after which nothing may use the source any more,
 * then the source, then the bytes: after a crash anywhere the row is due, and it is done again.
 */
export async function removeSource({ jobs, sources, now }: RemoveDeps, job: Final): Promise<void> {
  if (job.source === 'gone') return
  const leaving = job.source === 'leaving' ? job : await jobs.take(dropSource(job, now()))
  // Somebody else was faster: a retry, or a removal.
  if (!leaving) return
  await sources.abort(leaving)
  await sources.remove(leaving)
  await jobs.take(sourceGone(leaving, now()))
}

/** Cancels the job if need be, and takes the step after which it is gone. Looks again when somebody else was faster. */
export async function beginRemoval(
  { jobs, now, terms }: Pick<RemoveDeps, 'jobs' | 'now'> & { readonly terms: Terms },
  ref: JobRef,
): Promise<Removed | undefined> {
  const row = await jobs.getRow(ref)
  if (!row || row.state === 'removed') return row
  const job = isFinal(row) ? row : await jobs.take(cancel(row, now(), terms))
  const removed = job && (await jobs.take(remove(job, now())))
  return removed || beginRemoval({ jobs, now, terms }, ref)
}

/**
 * Removes the media of a job whose removal was begun, then the row: after a crash in between the row is still there to begin again from.
 * Before its `dueAt` nothing happens: a worker may not have noticed yet, and the sweeper comes back.
 */
export async function finishRemoval(
  { jobs, sources, audio, now }: RemoveDeps & { readonly audio: AudioStore },
  job: Removed,
): Promise<void> {
  if (job.dueAt > now()) return
  await sources.abort(job)
  await sources.remove(job)
  await audio.removeAll(job)
  await jobs.remove(job, released(job, now()))
}
