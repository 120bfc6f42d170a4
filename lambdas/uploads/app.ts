import { missingParts, mostUrlsPerCall, partCountOf, partNumbersOf } from '../../protocol/parts'
import { type Job, type JobIn, partPlanOf } from '../jobs/domain'
import { findJob } from '../jobs/find'
import { cancel, type Final } from '../jobs/life'
import { askedWith, once } from '../jobs/once'
import { withinQuota } from '../jobs/over-quota'
import { removeSource } from '../jobs/remove'
import type { ReserveDeps } from '../jobs/reserve'
import { permit } from '../jobs/rights'
import { confirmUpload } from '../jobs/settle-upload'
import { view } from '../jobs/view'
import { invalidField, Problem } from '../shared/errors'
import { createHttpApp, type HttpApp, requireOwner, requireScope, validate } from '../shared/http'
import type { Log } from '../shared/log'
import { newUpload, PartNumbers, partsRefusal } from './domain'
import { reserveUpload } from './reserve'

export interface UploadsDeps extends ReserveDeps {
  /** Bytes. */
  readonly maxSize: number
  readonly log: Log
}

export function createApp(deps: UploadsDeps): HttpApp {
  const { jobs, sources, terms, now, log } = deps
  const app = createHttpApp(log)
  app.use(requireOwner, requireScope('uploads:write'))

  const findReserved = async (owner: string, id: string | undefined): Promise<JobIn<'reserved'>> => {
    const job = permit(await findJob(jobs, owner, id), 'upload')
    requireOwnUpload(job)
    return job
  }

  app.post('/v1/uploads', validate('json', newUpload(deps.maxSize)), async (c) => {
    const wanted = c.req.valid('json')
    const owner = c.get('owner')
    const asked = askedWith(c, now(), 'POST /v1/uploads', wanted)
    const job = await once(deps, asked, () =>
      withinQuota(deps, owner, () => reserveUpload(deps, { owner, asked }, wanted)),
    )
    log.info('reserved', { job: job.id, size: job.size })
    const plan = partPlanOf(job)
    // A late repeat may find its upload over; and URLs with checksums are signed later, with the checksums.
    const isOpen = job.state === 'reserved' && !job.upload.checksum
    const numbers = isOpen ? partNumbersOf(plan).slice(0, mostUrlsPerCall) : []
    const parts = await sources.signParts(job, numbers)
    return c.json({ job: view(job), upload: { partSize: plan.partSize, partCount: partCountOf(plan), parts } }, 201)
  })

  app.post('/v1/uploads/:id/parts', validate('json', PartNumbers), async (c) => {
    const job = await findReserved(c.get('owner'), c.req.param('id'))
    const wanted = c.req.valid('json')
    const refusal = partsRefusal(job, wanted)
    if (refusal) throw invalidField(refusal)
    return c.json({ parts: await sources.signParts(job, wanted.numbers, wanted.checksums) })
  })

  app.get('/v1/uploads/:id/parts', async (c) => {
    const job = await findReserved(c.get('owner'), c.req.param('id'))
    const plan = partPlanOf(job)
    return c.json({ partSize: plan.partSize, partCount: partCountOf(plan), parts: await sources.arrived(job) })
  })

  app.post('/v1/uploads/:id/complete', async (c) => {
    const job = await findJob(jobs, c.get('owner'), c.req.param('id'))
    if (job.state !== 'reserved') return c.json({ job: view(accepted(job)) }, 202)
    requireOwnUpload(job)
    const missing = missingParts(partPlanOf(job), await sources.arrived(job))
    if (missing.length === 0) await sources.complete(job)
    // Another call may have assembled the parts: one that died before it wrote that down, or one at the same time.
    const settled = (await confirmUpload(deps, job)) ?? (await findJob(jobs, job.owner, job.id))
    if (settled.state === 'reserved' && missing.length > 0) throw incomplete(missing)
    log.info('uploaded', { job: job.id, state: settled.state })
    return c.json({ job: view(accepted(settled)) }, 202)
  })

  app.delete('/v1/uploads/:id', async (c) => {
    const job = await abort(await findJob(jobs, c.get('owner'), c.req.param('id')))
    // Not while a cancelled worker may still be reading: then the sweeper does it.
    if (job.sourceUntil <= now()) await removeSource(deps, job)
    log.info('upload aborted', { job: job.id })
    return c.body(null, 204)
  })

  /** Gives up the upload. Reads the job again if it was completed or expired at the same moment. */
  const abort = async (job: Job): Promise<Final> => {
    const own = permit(job, 'abort')
    if (own.state !== 'reserved') return own
    return (await jobs.take(cancel(own, now(), terms))) ?? abort(await findJob(jobs, job.owner, job.id))
  }

  return app
}

/** Only we write to the upload of an import. */
function requireOwnUpload(job: JobIn<'reserved'>): void {
  if (job.import)
    throw new Problem('wrong-state', 'We fetch the file of this job ourselves: nothing can be uploaded to it.')
}

function incomplete(missing: readonly number[]) {
  return new Problem(
    'upload-incomplete',
    `${missing.length === 1 ? 'Part' : 'Parts'} ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ' and more' : ''} of the upload did not arrive yet.`,
  )
}

/** The job, if its upload is accepted: from here on it ends in done or failed. */
function accepted(job: Job): Job {
  const own = permit(job, 'complete')
  if (own.state === 'reserved') throw new Error('The parts were put together, but the source is not there')
  return own
}
