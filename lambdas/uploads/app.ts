import { allowanceOf, requireRoom } from '../jobs/allowance'
import type { Job, JobIn } from '../jobs/domain'
import { findJob } from '../jobs/find'
import { type Asked, KeyTaken } from '../jobs/keyed-request'
import { cancel, charged, type Final, reserve } from '../jobs/life'
import { askedWith, once } from '../jobs/once'
import { withinQuota } from '../jobs/over-quota'
import type { JobStore, SourceStore } from '../jobs/ports'
import { QuotaExceeded, type Quotas } from '../jobs/quotas'
import { removeSource } from '../jobs/remove'
import { permit } from '../jobs/rights'
import { confirmUpload } from '../jobs/settle-upload'
import type { Terms } from '../jobs/terms'
import { view } from '../jobs/view'
import { Problem } from '../shared/errors'
import { createHttpApp, type HttpApp, requireOwner, requireScope, validate } from '../shared/http'
import type { Log } from '../shared/log'
import {
  maxBatch,
  missingParts,
  type NewUpload,
  newUpload,
  PartNumbers,
  partCountFor,
  partSizeFor,
  partSizeOf,
} from './domain'

export interface UploadsDeps {
  readonly jobs: JobStore
  readonly sources: SourceStore
  readonly terms: Terms
  readonly quotas: Quotas
  readonly maxSize: number
  readonly now: () => number
  /** A UUIDv7, so that ids sort by time. */
  readonly newId: () => string
  /** 128 random bits or more, URL-safe. */
  readonly newSecret: () => string
  readonly log: Log
}

export const createApp = (deps: UploadsDeps): HttpApp => {
  const { jobs, sources, terms, now, log } = deps
  const app = createHttpApp(log)
  app.use(requireOwner, requireScope('uploads:write'))

  const findReserved = async (owner: string, id: string | undefined): Promise<JobIn<'reserved'>> =>
    permit(await findJob(jobs, owner, id), 'upload')

  app.post('/v1/uploads', validate('json', newUpload(deps.maxSize)), async (c) => {
    const wanted = c.req.valid('json')
    const owner = c.get('owner')
    const asked = askedWith(c, now(), 'POST /v1/uploads', wanted)
    const job = await once(deps, asked, () => withinQuota(deps, owner, () => reserveJob(owner, wanted, asked)))
    log.info('reserved', { job: job.id, size: job.size })
    const { partSize } = job.upload
    const partCount = partCountFor(job.size, partSize)
    const numbers = Array.from({ length: Math.min(partCount, maxBatch) }, (_, index) => index + 1)
    // A request that was repeated late may find its upload over.
    const parts = job.state === 'reserved' ? await sources.signParts(job, numbers) : []
    return c.json({ job: view(job), upload: { partSize, partCount, parts } }, 201)
  })

  app.post('/v1/uploads/:id/parts', validate('json', PartNumbers), async (c) => {
    const job = await findReserved(c.get('owner'), c.req.param('id'))
    const { numbers } = c.req.valid('json')
    const unknown = numbers.find((number) => partSizeOf(job.size, job.upload.partSize, number) === undefined)
    if (unknown !== undefined) {
      const message = `This upload has no part ${unknown}: it has ${partCountFor(job.size, job.upload.partSize)}.`
      throw new Problem('invalid-request', message, [{ field: 'numbers', message }])
    }
    return c.json({ parts: await sources.signParts(job, numbers) })
  })

  app.get('/v1/uploads/:id/parts', async (c) => {
    const job = await findReserved(c.get('owner'), c.req.param('id'))
    const { partSize } = job.upload
    return c.json({ partSize, partCount: partCountFor(job.size, partSize), parts: await sources.arrived(job) })
  })

  app.post('/v1/uploads/:id/complete', async (c) => {
    const job = await findJob(jobs, c.get('owner'), c.req.param('id'))
    if (job.state !== 'reserved') return c.json({ job: view(accepted(job)) }, 202)
    const missing = missingParts(job.size, job.upload.partSize, await sources.arrived(job))
    if (missing.length === 0) await sources.complete(job)
    // Another call may have put the parts together: one that died before it wrote that down, or one at the same time.
    const settled = (await confirmUpload(deps, job)) ?? (await findJob(jobs, job.owner, job.id))
    if (settled.state === 'reserved' && missing.length > 0) throw incomplete(missing)
    log.info('uploaded', { job: job.id, state: settled.state })
    return c.json({ job: view(accepted(settled)) }, 202)
  })

  app.delete('/v1/uploads/:id', async (c) => {
    const job = await abort(await findJob(jobs, c.get('owner'), c.req.param('id')))
    // Not under a worker that was cancelled and may not know yet: then the sweeper does it.
    if (job.sourceUntil <= now()) await removeSource(deps, job)
    log.info('upload aborted', { job: job.id })
    return c.body(null, 204)
  })

  const reserveJob = async (
    owner: string,
    { name, size, options }: NewUpload,
    asked: Asked | undefined,
  ): Promise<JobIn<'reserved'>> => {
    const ref = { owner, id: deps.newId() }
    const allowance = await allowanceOf(deps, owner)
    requireRoom(allowance, { activeJobs: 1, storedBytes: size, jobsPerDay: 1, audioSecondsPerDay: 1 }, now())
    // S3 first: a crash before the row leaves an upload without parts, which the bucket's lifecycle removes.
    const upload = { id: await sources.begin(ref), partSize: partSizeFor(size) }
    const { keeps } = allowance
    const job = reserve({ ...ref, name, size, options, upload, shareKey: deps.newSecret(), keeps }, now(), terms)
    try {
      await jobs.create(job, charged(job, allowance.quotas), asked && { ...asked, job: job.id })
    } catch (error) {
      // Only what was surely not written has no use for its upload.
      if (error instanceof QuotaExceeded || error instanceof KeyTaken) await sources.abort(job)
      throw error
    }
    return job
  }

  /** Gives the upload up, and looks again when it was completed or ran out at the same moment. */
  const abort = async (job: Job): Promise<Final> => {
    const own = permit(job, 'abort')
    if (own.state !== 'reserved') return own
    return (await jobs.take(cancel(own, now(), terms))) ?? abort(await findJob(jobs, job.owner, job.id))
  }

  return app
}

const incomplete = (missing: readonly number[]) =>
  new Problem(
    'upload-incomplete',
    `${missing.length === 1 ? 'Part' : 'Parts'} ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ' and more' : ''} of the upload did not arrive yet.`,
  )

/** The job, if its upload counts: from here on it ends in done or failed. */
const accepted = (job: Job): Job => {
  const own = permit(job, 'complete')
  if (own.state === 'reserved') throw new Error('The parts were put together, but the source is not there')
  return own
}
