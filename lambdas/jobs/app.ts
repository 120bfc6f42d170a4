import * as z from 'zod'
import { mostJobsPerPage } from '../../protocol/limits'
import { jobStates } from '../../protocol/states'
import { notFound, Problem } from '../shared/errors'
import { createHttpApp, type HttpApp, requireOwner, requireScope, validate } from '../shared/http'
import type { Log } from '../shared/log'
import { allowanceOf } from './allowance'
import { type Job, peaksDetails } from './domain'
import { findJob } from './find'
import { cancel, retry, type Transition } from './life'
import { listJobs } from './list'
import { askedWith, once } from './once'
import { withinQuota } from './over-quota'
import type { AudioStore, JobStore, SourceStore } from './ports'
import { quotaView } from './quota-view'
import type { Quotas } from './quotas'
import { beginRemoval, finishRemoval } from './remove'
import { permit } from './rights'
import type { Terms } from './terms'
import { listed, view } from './view'

export interface JobsDeps {
  readonly jobs: JobStore
  readonly sources: SourceStore
  readonly audio: AudioStore
  readonly terms: Terms
  /** The stage's. */
  readonly quotas: Quotas
  readonly now: () => number
  readonly log: Log
}

export const ListParams = z.object({
  limit: z.coerce.number().int().min(1).max(mostJobsPerPage).default(50),
  cursor: z.string().max(200).optional(),
  state: z.enum(jobStates).optional(),
  search: z
    .string()
    .trim()
    .min(1, 'Say what to search for.')
    .max(200, 'Search for 200 characters at most.')
    .optional()
    .meta({ description: 'Part of the name; case and accents do not matter', example: 'holiday' }),
})
export const AudioParams = z.object({ redirect: z.enum(['true', 'false']).default('true') })
export const PeaksParams = AudioParams.extend({
  detail: z.enum(peaksDetails, 'Ask for overview or fine.').default('overview'),
})

export function createApp(deps: JobsDeps): HttpApp {
  const { jobs, audio, terms, now, log } = deps
  const app = createHttpApp(log)
  app.use(requireOwner)
  const read = requireScope('jobs:read')
  const write = requireScope('jobs:write')

  /** Takes the step that `choose` finds, and looks again when a worker or the sweeper was faster. */
  const act = async (
    owner: string,
    id: string | undefined,
    choose: (job: Job) => Transition<Job> | undefined,
  ): Promise<Job> => {
    const job = await findJob(jobs, owner, id)
    const transition = choose(job)
    if (!transition) return job
    return (await jobs.take(transition)) ?? act(owner, id, choose)
  }

  app.get('/v1/jobs', read, validate('query', ListParams), async (c) => {
    const page = await listJobs(jobs, c.get('owner'), c.req.valid('query'))
    return c.json({ jobs: page.jobs.map(listed), ...(page.nextCursor && { nextCursor: page.nextCursor }) })
  })

  app.get('/v1/jobs/:id', read, async (c) => c.json(view(await findJob(jobs, c.get('owner'), c.req.param('id')))))

  app.get('/v1/jobs/:id/audio', read, validate('query', AudioParams), async (c) => {
    const job = await findJob(jobs, c.get('owner'), c.req.param('id'))
    const { url, expiresAt } = await audio.link(permit(job, 'download'))
    if (c.req.valid('query').redirect === 'true') return c.redirect(url, 302)
    return c.json({ url, expiresAt: new Date(expiresAt).toISOString() })
  })

  app.get('/v1/jobs/:id/peaks', read, validate('query', PeaksParams), async (c) => {
    const job = permit(await findJob(jobs, c.get('owner'), c.req.param('id')), 'download')
    if (job.audio.mode === 'copy')
      throw new Problem('wrong-state', 'This job has no peaks: its sound was copied without being decoded.')
    const { detail, redirect } = c.req.valid('query')
    const { url, expiresAt } = await audio.linkPeaks(job, detail)
    if (redirect === 'true') return c.redirect(url, 302)
    return c.json({ url, expiresAt: new Date(expiresAt).toISOString() })
  })

  app.post('/v1/jobs/:id/cancel', write, async (c) => {
    const job = await act(c.get('owner'), c.req.param('id'), (job) => {
      const own = permit(job, 'cancel')
      return own.state === 'cancelled' ? undefined : cancel(own, now(), terms)
    })
    return c.json(view(job))
  })

  app.post('/v1/jobs/:id/retry', write, async (c) => {
    const [owner, id] = [c.get('owner'), c.req.param('id')]
    const asked = askedWith(c, now(), `POST /v1/jobs/${id}/retry`)
    const retryOnce = async (): Promise<Job> => {
      const { quotas } = await allowanceOf(deps, owner)
      return act(owner, id, (job) => {
        const again = retry(permit(job, 'retry'), now(), terms, quotas)
        if (!again) throw new Problem('source-removed', 'The video is no longer kept. Please upload it again.')
        return { ...again, ...(asked && { request: { ...asked, job: job.id } }) }
      })
    }
    return c.json(view(await once(deps, asked, () => withinQuota(deps, owner, retryOnce))))
  })

  app.delete('/v1/jobs/:id', write, async (c) => {
    const removed = await beginRemoval(deps, await findJob(jobs, c.get('owner'), c.req.param('id')))
    if (!removed) throw notFound()
    log.info('removal begun', { job: removed.id })
    try {
      await finishRemoval(deps, removed)
    } catch (error) {
      // For its owner the job is gone; the sweeper does the rest.
      log.warn('removal left to the sweeper', { job: removed.id, error })
    }
    return c.body(null, 204)
  })

  app.get('/v1/quota', read, async (c) => c.json(quotaView(await allowanceOf(deps, c.get('owner')), now())))

  return app
}
