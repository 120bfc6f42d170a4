import { askedWith, once } from '../jobs/once'
import { withinQuota } from '../jobs/over-quota'
import { view } from '../jobs/view'
import { createHttpApp, type HttpApp, requireOwner, requireScope, validate } from '../shared/http'
import type { Log } from '../shared/log'
import { newImport } from './new-import'
import type { ImportPolicy } from './remote/policy'
import { type ReserveFetchDeps, reserveFetch } from './reserve'

export interface ImportsDeps extends ReserveFetchDeps {
  readonly importPolicy: ImportPolicy
  readonly log: Log
}

export function createApp(deps: ImportsDeps): HttpApp {
  const { now, log } = deps
  const app = createHttpApp(log)
  app.use(requireOwner, requireScope('uploads:write'))

  app.post('/v1/imports', validate('json', newImport(deps.importPolicy)), async (c) => {
    const wanted = c.req.valid('json')
    const owner = c.get('owner')
    const asked = askedWith(c, now(), 'POST /v1/imports', wanted)
    const job = await once(deps, asked, () =>
      withinQuota(deps, owner, () => reserveFetch(deps, { owner, asked }, wanted)),
    )
    log.info('import reserved', { job: job.id })
    return c.json({ job: view(job) }, 201)
  })

  return app
}
