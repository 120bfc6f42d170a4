import { notFound } from '../shared/errors'
import { idParam } from '../shared/http'
import type { Job } from './domain'
import type { JobStore } from './ports'

/**
 * The owner's job of an id from a path.
 *
 * @throws Problem `not-found`, in the same way for an invalid id, an unknown id and another user's job.
 */
export async function findJob(jobs: JobStore, owner: string, id: string | undefined): Promise<Job> {
  const job = await jobs.get({ owner, id: idParam(id) })
  if (!job) throw notFound()
  return job
}
