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
 * Removes the source of a finished job, and gives its bytes back. First comes a step after which nothing may use the source,
 * then the source is removed, then the bytes are given back. After a crash the row is still due, and all is repeated.
 */
export async function removeSource({ jobs, sources, now }: RemoveDeps, job: Final): Promise<void> {
  if (job.source === 'gone') return
  const leaving = job.source === 'leaving' ? job : await jobs.take(dropSource(job, now()))
  // A retry or a removal was faster.
  if (!leaving) return
  await sources.abort(leaving)
  await sources.remove(leaving)
  await jobs.take(sourceGone(leaving, now()))
}

/** Cancels the job if needed, and takes the step after which it is gone. Reads the job again when another writer was faster. */
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
 * Removes the media of a job whose removal has begun, then the row: after a crash in between, the row is still there to start from.
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
