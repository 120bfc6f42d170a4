import type { MiddlewareHandler } from 'hono'
import { clientHeader, edgeHeader } from '../shared/env'
import type { HttpEnv } from '../shared/http'
import { clientAddress, networkOf } from './client-address'
import { admit, type ThrottleDeps, type ThrottledRoute } from './throttle'

export interface ThrottlingDeps extends ThrottleDeps {
  /** What CloudFront sends along, and nobody else knows. */
  readonly edgeKey: string
}

/** Counts the attempts of one client at a route, before anything else is looked at. */
export function perClient(deps: ThrottlingDeps, route: ThrottledRoute): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const arrival = {
      sourceIp: c.env?.event?.requestContext?.http?.sourceIp ?? '',
      client: c.req.header(clientHeader),
      edge: c.req.header(edgeHeader),
    }
    await admit(deps, route, 'client', networkOf(clientAddress(arrival, deps.edgeKey)))
    await next()
  }
}

/** Counts the attempts on one address, token or account, from all clients. */
export function forSubject(deps: ThrottlingDeps, route: ThrottledRoute, subject: string): Promise<void> {
  return admit(deps, route, 'subject', subject)
}
