import { opensWith, readLinkToken } from '../jobs/link'
import type { AudioStore, JobStore } from '../jobs/ports'
import { notFound } from '../shared/errors'
import { createHttpApp, type HttpApp } from '../shared/http'
import type { Log } from '../shared/log'

export interface SharingDeps {
  readonly jobs: JobStore
  readonly audio: AudioStore
  readonly log: Log
}

/** Links that open without signing in: anyone with the link can download the audio while the job is kept. */
export function createApp({ jobs, audio, log }: SharingDeps): HttpApp {
  const app = createHttpApp(log)

  app.get('/v1/shares/:token', async (c) => {
    const link = readLinkToken(c.req.param('token'))
    const job = link && (await jobs.get(link.ref))
    if (job?.state !== 'done' || !opensWith(job, link?.secret ?? '')) throw notFound()
    log.info('link opened', { job: job.id })
    // The link is a secret: neither caches nor the Referer header may keep it.
    c.header('Cache-Control', 'no-store')
    c.header('Referrer-Policy', 'no-referrer')
    return c.redirect((await audio.link(job)).url, 302)
  })

  return app
}
