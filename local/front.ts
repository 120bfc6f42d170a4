import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono } from 'hono'
import { proxy } from 'hono/proxy'
import { clientHeader, edgeHeader } from '../lambdas/shared/env'
import { contentSecurityPolicy, keptForEver } from '../lib/web/page-headers'
import { inboxRoutes } from './inbox'
import { type Reloader, reloadScript } from './reload'

export interface FrontOptions {
  /** The target of `/v1`. It is a function, because it is known only after the deployment. */
  readonly api: () => Upstream | undefined
  /** `http://127.0.0.1:PORT` of the emulator, which has the presigned addresses and the mails. */
  readonly emulator: string
  /** Folder of the built page. */
  readonly page: string
  /** If given, browsers reload when it says so. */
  readonly reloader?: Reloader | undefined
}

export interface Upstream {
  /** Without a slash at the end. */
  readonly url: string
  /** The value of the header by which the API recognizes requests that came through the front. */
  readonly edgeKey: string
}

interface FrontEnv {
  readonly Bindings: HttpBindings
}

export interface Front {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  stop(): Promise<void>
}

/**
 * The one server that a browser talks to, like CloudFront in AWS: the page and the API have the same origin. It also has
 * the inbox, for mails that never leave this machine.
 */
export function createFront({ api, emulator, page, reloader }: FrontOptions): Hono<FrontEnv> {
  const app = new Hono<FrontEnv>()
  app.all('/v1/*', async (c) => {
    const { pathname, search } = new URL(c.req.url)
    if (neverSent.includes(c.req.method)) return methodNotAllowed(c.req.method)
    const upstream = api()
    if (upstream === undefined) return problem(502, 'The API is not there yet', 'The local cloud is still starting.')
    try {
      return await proxy(`${upstream.url}${pathname}${search}`, {
        raw: c.req.raw,
        redirect: 'manual',
        headers: { ...c.req.header(), ...asCloudFront(c, upstream) },
      })
    } catch (error) {
      if (c.req.raw.signal.aborted) throw error
      return problem(
        502,
        'The API cannot be reached',
        'The local cloud did not answer. It may be starting or stopping; try again.',
      )
    }
  })
  app.route('/inbox', inboxRoutes(emulator))
  if (reloader) app.route('/dev', reloader.routes)
  app.use('*', async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(pageHeaders(emulator))) c.res.headers.set(name, value)
    const isHashed = c.req.path.startsWith('/assets/') && c.res.ok
    c.res.headers.set('cache-control', isHashed ? keptForEver : 'no-cache')
  })
  app.get('*', async (c, next) => {
    if (c.req.path.includes('.')) return next()
    const html = await serveStatic({ root: page, path: 'index.html' })(c, next)
    if (!reloader || !(html instanceof Response)) return html
    return c.html((await html.text()).replace('</head>', `${reloadScript}</head>`))
  })
  app.get('*', serveStatic({ root: page }))
  app.notFound(() => problem(404, 'Not found', 'There is nothing at this address.'))
  app.onError((error) => problem(500, 'The front failed', error.message))
  return app
}

/** Serves it on loopback. Rejects with the system's error (`EADDRINUSE`) when the port is taken. */
export function startFront(options: FrontOptions, port: number): Promise<Front> {
  const server = createAdaptorServer({ fetch: createFront(options).fetch, overrideGlobalObjects: false })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const stop = () =>
        new Promise<void>((stopped) => {
          server.close(() => stopped())
          // Otherwise open event streams and kept-alive connections would keep it open for ever.
          if ('closeAllConnections' in server) server.closeAllConnections()
        })
      resolve({ origin: `http://127.0.0.1:${port}`, stop })
    })
  })
}

/** Methods that `fetch` refuses to send (its standard, “forbidden method”). API Gateway answers neither. */
const neverSent: readonly string[] = ['TRACE', 'TRACK', 'CONNECT']

function methodNotAllowed(method: string): Response {
  const response = problem(405, 'The method is not allowed', `Nothing here answers ${method}.`)
  response.headers.set('allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS')
  return response
}

/** The headers that CloudFront adds: the peer's address, whatever the client claims, and the key. */
function asCloudFront(c: Context<FrontEnv>, { edgeKey }: Upstream): Record<string, string> {
  return { [clientHeader]: c.env.incoming.socket.remoteAddress ?? '', [edgeHeader]: edgeKey }
}

/** The headers that CloudFront sends with the page, without HSTS, because loopback has no TLS. */
function pageHeaders(emulator: string): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(emulator),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
  }
}

/** RFC 9457 problem details. */
export function problem(status: number, title: string, detail: string): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })
}
