import { zValidator } from '@hono/zod-validator'
import { type Context, Hono, type MiddlewareHandler, type ValidationTargets } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod'
import { mostBodyBytes } from '../../protocol/limits'
import { notFound, Problem, problemDocument } from './errors'
import { invalidRequest } from './invalid-request'
import type { Log } from './log'
import { parseScopes, type Scope } from './scopes'

/** What the authorizer found out about the caller, as API Gateway passes it on (Lambda authorizer, payload 2.0, simple response). */
export interface Caller {
  /** Whose the valid token is; absent or empty when there was none. */
  readonly owner?: string
  /** What the token may be used for, separated by spaces. */
  readonly scope?: string
  /** When a password was last given for this session, in seconds since the epoch; absent for tokens of programs. */
  readonly signedInAt?: number
  /** Why there is no owner, as a sentence for the caller. */
  readonly denied?: string
  /** Seconds that the owner must wait, after too many requests. */
  readonly retryAfter?: number
}

interface GatewayBindings {
  readonly event?: {
    readonly requestContext?: {
      readonly authorizer?: { readonly lambda?: Caller } | undefined
      readonly http?: { readonly sourceIp?: string }
    }
  }
}

export type HttpEnv = {
  readonly Bindings: GatewayBindings
  readonly Variables: { readonly owner: string; readonly scopes: ReadonlySet<Scope>; readonly signedInAt: number }
}
export type HttpApp = Hono<HttpEnv>

/** A Hono app that answers every error with a problem document and writes one access line per request. */
export function createHttpApp(log: Log): HttpApp {
  const app: HttpApp = new Hono()
  app.use(accessLog(log))
  app.use(
    bodyLimit({
      // Requests carry small JSON documents; media go straight to S3.
      maxSize: mostBodyBytes,
      onError: () =>
        Promise.reject(new Problem('body-too-large', 'The request body is too large: the limit is 64 KiB.')),
    }),
  )
  app.notFound((c) => answer(c, notFound()))
  app.onError((error, c) => answer(c, toProblem(error, log)))
  return app
}

/**
 * Admits only callers with a valid access token. The gateway's authorizer says who is calling but lets everybody
 * through, so that a refusal, too, is a problem document; a route without authorizer has no caller, so this fails closed.
 */
export const requireOwner: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const caller = c.env?.event?.requestContext?.authorizer?.lambda
  if (!caller?.owner)
    throw new Problem('unauthenticated', caller?.denied || 'This needs an access token: sign in first.')
  const { retryAfter } = caller
  if (retryAfter)
    throw new Problem('too-many-requests', `Too many requests. Please try again in ${retryAfter} seconds.`, undefined, {
      retryAfter,
    })
  c.set('owner', caller.owner)
  c.set('scopes', parseScopes(caller.scope))
  c.set('signedInAt', caller.signedInAt ?? 0)
  await next()
}

/** Admits only tokens with this scope. Every private route says what it needs, after `requireOwner`. */
export function requireScope(scope: Scope): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (!c.get('scopes')?.has(scope))
      throw new Problem('insufficient-scope', `This token may not be used for that: it needs “${scope}”.`, undefined, {
        scope,
      })
    await next()
  }
}

/** Validates one part of the request; a mismatch is an `invalid-request` problem that names each field. */
export function validate<S extends z.ZodType, T extends keyof ValidationTargets>(target: T, schema: S) {
  return zValidator(target, schema, (result, c) => {
    if (target === 'json' && !isJson(c.req.header('content-type')))
      throw new Problem('unsupported-body', 'Send the body as JSON, with the header “Content-Type: application/json”.')
    if (!result.success) throw invalidRequest(result.error.issues)
  })
}

/** Validates input other than JSON, with the same sentences. @throws Problem `invalid-request` */
export function validated<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value)
  if (!result.success) throw invalidRequest(result.error.issues)
  return result.data
}

/** RFC 8259, section 11, and the `+json` suffix of RFC 6839. */
function isJson(contentType = ''): boolean {
  return /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType)
}

/** Ids in paths. Anything else cannot exist, so the answer is the same 404. */
export function idParam(value: string | undefined): string {
  const id = z.uuid().safeParse(value)
  if (!id.success) throw notFound()
  return id.data
}

function toProblem(error: Error, log: Log): Problem {
  if (error instanceof Problem) return error
  if (error instanceof HTTPException && error.status === 400)
    return new Problem('invalid-request', 'The request body is not valid JSON.')
  log.error('request failed', { error })
  return new Problem(
    'internal',
    'Something went wrong on our side. Please try again. If it keeps happening, tell us when it happened and what you did.',
  )
}

function answer(c: Context, problem: Problem) {
  const document = problemDocument(problem)
  if (document.status === 401) c.header('WWW-Authenticate', 'Bearer')
  if (problem.code === 'too-many-requests' && problem.members?.retryAfter !== undefined)
    c.header('Retry-After', String(problem.members.retryAfter))
  // RFC 6750, section 3.
  if (problem.code === 'insufficient-scope')
    c.header('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${problem.members?.scope}"`)
  return c.body(JSON.stringify(document), document.status as ContentfulStatusCode, {
    'Content-Type': 'application/problem+json',
  })
}

/** Logs the route, not the path: a path may carry a share's secret. */
function accessLog(log: Log): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const start = performance.now()
    await next()
    const job = c.req.param('id')
    log.info('request', {
      method: c.req.method,
      route: c.req.matchedRoutes.findLast((route) => route.path !== '/*')?.path ?? 'none',
      status: c.res.status,
      ms: Math.round(performance.now() - start),
      ...(c.get('owner') && { owner: c.get('owner') }),
      ...(job && { job }),
    })
  }
}
