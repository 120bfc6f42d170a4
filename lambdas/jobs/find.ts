import { notFound } from '../shared/errors'
import { idParam } from '../shared/http'
import type { Job } from './domain'
import type { JobStore } from './ports'

/**
 * The owner's job of an id from a path.
 *
 * @throws Problem `not-found`, the same for what is no id, what never was and what belongs to somebody else.
 */
export async function findJob(jobs: JobStore, owner: string, id: string | undefined): Promise<Job> {
  const job = await jobs.get({ owner, id: idParam(id) })
  if (!job) throw notFound()
  return job
}
