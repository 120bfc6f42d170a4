import * as z from 'zod'
import { notFound, Problem } from '../shared/errors'
import { createHttpApp, type HttpApp, idParam, requireOwner, validate } from '../shared/http'
import type { Log } from '../shared/log'
import { type Job, jobStates } from './domain'
import { cancel, isFinal, retry, type Transition } from './life'
import type { AudioStore, JobStore, SourceStore } from './ports'
import { removeFinal } from './remove'
import type { Terms } from './terms'
import { view } from './view'

export interface JobsDeps {
  readonly jobs: JobStore
  readonly sources: SourceStore
  readonly audio: AudioStore
  readonly terms: Terms
  readonly now: () => number
  readonly log: Log
}

export const ListParams = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
  state: z.enum(jobStates).optional(),
})
export const AudioParams = z.object({ redirect: z.enum(['true', 'false']).default('true') })

export const createApp = (deps: JobsDeps): HttpApp => {
  const { jobs, audio, terms, now, log } = deps
  const app = createHttpApp(log)
  app.use(requireOwner)

  const find = async (owner: string, id: string | undefined): Promise<Job> => {
    const job = await jobs.get({ owner, id: idParam(id) })
    if (!job) throw notFound()
    return job
  }

  /** Takes the step that `choose` finds, and looks again when a worker or the sweeper was faster. */
  const act = async (
    owner: string,
    id: string | undefined,
    choose: (job: Job) => Transition | undefined,
  ): Promise<Job> => {
    const job = await find(owner, id)
    const transition = choose(job)
    if (!transition) return job
    return (await jobs.take(transition)) ?? act(owner, id, choose)
  }

  app.get('/v1/jobs', validate('query', ListParams), async (c) => {
    const page = await jobs.list(c.get('owner'), c.req.valid('query'))
    return c.json({ jobs: page.jobs.map(view), ...(page.nextCursor && { nextCursor: page.nextCursor }) })
  })

  app.get('/v1/jobs/:id', async (c) => c.json(view(await find(c.get('owner'), c.req.param('id')))))

  app.get('/v1/jobs/:id/audio', validate('query', AudioParams), async (c) => {
    const job = await find(c.get('owner'), c.req.param('id'))
    if (job.state !== 'done') throw new Problem('wrong-state', `There is no audio: the job is ${job.state}.`)
    const { url, expiresAt } = await audio.link(job)
    if (c.req.valid('query').redirect === 'true') return c.redirect(url, 302)
    return c.json({ url, expiresAt: new Date(expiresAt).toISOString() })
  })

  app.post('/v1/jobs/:id/cancel', async (c) => {
    const job = await act(c.get('owner'), c.req.param('id'), (job) => {
      if (job.state === 'cancelled') return undefined
      if (isFinal(job))
        throw new Problem('wrong-state', `Only a job that is under way can be cancelled; this one is ${job.state}.`)
      return cancel(job, now(), terms)
    })
    return c.json(view(job))
  })

  app.post('/v1/jobs/:id/retry', async (c) => {
    const job = await act(c.get('owner'), c.req.param('id'), (job) => {
      if (job.state !== 'failed')
        throw new Problem('wrong-state', `Only a failed job can be tried again; this one is ${job.state}.`)
      return retry(job, now(), terms)
    })
    return c.json(view(job))
  })

  app.delete('/v1/jobs/:id', async (c) => {
    const job = await act(c.get('owner'), c.req.param('id'), (job) =>
      isFinal(job) ? undefined : cancel(job, now(), terms),
    )
    if (isFinal(job)) await removeFinal(deps, job)
    log.info('job removed', { job: job.id })
    return c.body(null, 204)
  })

  return app
}
