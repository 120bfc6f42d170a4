import type { Final } from './life'
import type { AudioStore, JobStore, SourceStore } from './ports'

/** Removes a job's media, then its row: after a crash in between the row is still there to begin again from. */
export const removeFinal = async (
  { jobs, sources, audio }: { jobs: JobStore; sources: SourceStore; audio: AudioStore },
  job: Final,
): Promise<void> => {
  await sources.abort(job)
  await sources.remove(job)
  await audio.removeAll(job)
  await jobs.remove(job)
}
