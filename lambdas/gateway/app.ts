import { createHttpApp, type HttpApp } from '../shared/http'
import type { Log } from '../shared/log'

export interface GatewayDeps {
  /** The OpenAPI document of all rooms. */
  readonly openapi: object
  readonly log: Log
}

/** Routes that belong to no other room, and the answer to every unknown path. */
export function createApp({ openapi, log }: GatewayDeps): HttpApp {
  const app = createHttpApp(log)
  app.get('/v1/health', (c) => c.json({ status: 'ok' }))
  app.get('/v1/openapi.json', (c) => c.json(openapi))
  return app
}
