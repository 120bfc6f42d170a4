import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFront, startFront } from '../../../local/front'
import { choosePort } from '../../../local/ports'
import { createReloader } from '../../../local/reload'

const page = mkdtempSync(join(tmpdir(), 'audiolift-'))
const seen: { readonly request: IncomingMessage; readonly body: string }[] = []
let upstream: Server
let origin: string

beforeAll(async () => {
  mkdirSync(join(page, 'assets'))
  writeFileSync(join(page, 'index.html'), '<html><head></head>page</html>')
  writeFileSync(join(page, 'assets', 'main-0123abcd.js'), 'script')
  upstream = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ request, body })
    if (request.url?.endsWith('/audio')) return response.writeHead(302, { location: 'http://s3/x' }).end()
    response.writeHead(418, { 'content-type': 'application/json', 'x-own': '1' }).end('{"ok":true}')
  })
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening))
  const address = upstream.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
})
afterAll(async () => {
  rmSync(page, { recursive: true })
  await new Promise((closed) => upstream.close(closed))
})

/** As somebody who connects from 203.0.113.7. */
function front(url = `${origin}/_aws/execute-api/abc`) {
  const app = createFront({ api: () => ({ url, edgeKey: 'key' }), emulator: 'http://127.0.0.1:4566', page })
  const connection = { incoming: { socket: { remoteAddress: '203.0.113.7' } } }
  return { request: (path: string, init: RequestInit = {}) => app.request(path, init, connection) }
}

describe('the API behind the front', () => {
  it('gets method, path, query, headers and body, and gives its status and headers', async () => {
    const response = await front().request('/v1/uploads?limit=2&state=done', {
      method: 'POST',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      body: '{"name":"a.mp4"}',
    })
    expect(response.status).toBe(418)
    expect(response.headers.get('x-own')).toBe('1')
    expect(await response.json()).toEqual({ ok: true })
    const { request, body } = seen.at(-1) ?? {}
    expect(request?.url).toBe('/_aws/execute-api/abc/v1/uploads?limit=2&state=done')
    expect(request?.method).toBe('POST')
    expect(request?.headers.authorization).toBe('Bearer t')
    expect(body).toBe('{"name":"a.mp4"}')
  })

  it('is told who connected, and that it came through us, even if the client claims otherwise', async () => {
    const claims = { 'audiolift-client': '1.1.1.1', 'audiolift-edge': 'guess' }
    await front().request('/v1/health', { headers: claims })
    const { headers } = seen.at(-1)?.request ?? {}
    expect([headers?.['audiolift-client'], headers?.['audiolift-edge']]).toEqual(['203.0.113.7', 'key'])
    await front().request('/v1/health')
    expect(seen.at(-1)?.request.headers['audiolift-client']).toBe('203.0.113.7')
  })

  it('has its redirects passed on, not followed', async () => {
    const response = await front().request('/v1/jobs/1/audio')
    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://s3/x'])
  })

  it.each([['http://127.0.0.1:9'], [undefined]])(
    'is a problem when it is at %s, where nothing answers',
    async (url) => {
      const api = () => (url === undefined ? undefined : { url, edgeKey: 'key' })
      const app = createFront({ api, emulator: 'http://127.0.0.1:4566', page })
      const response = await app.request('/v1/health', {}, { incoming: { socket: {} } })
      expect(response.status).toBe(502)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(await response.json()).toMatchObject({ type: 'about:blank', status: 502, title: expect.any(String) })
    },
  )
})

it('answers TRACE, which no `fetch` may pass on, with what there is instead', async () => {
  const api = () => ({ url: origin, edgeKey: 'key' })
  const running = await startFront(
    { api, emulator: 'http://127.0.0.1:4566', page },
    await choosePort(28_500, undefined),
  )
  const [response] = (await once(request(`${running.origin}/v1/health`, { method: 'TRACE' }).end(), 'response')) as [
    IncomingMessage,
  ]
  response.resume()
  await running.stop()
  expect([response.statusCode, response.headers['content-type']]).toEqual([405, 'application/problem+json'])
  expect(response.headers.allow).toMatch(/GET.*POST.*DELETE/)
})

describe('the page', () => {
  it.each(['/', '/somewhere/deep', '/?job=1'])('is at %s, and never cached', async (path) => {
    const response = await front().request(path)
    expect(await response.text()).toContain('page')
    expect(response.headers.get('cache-control')).toBe('no-cache')
  })

  it('may load from and talk to its own origin and the storage only', async () => {
    const policy = (await front().request('/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:4566")
    expect(policy).not.toContain('unsafe')
  })

  it('has assets that are kept for ever, as their names carry a hash', async () => {
    const response = await front().request('/assets/main-0123abcd.js')
    expect(response.headers.get('content-type')).toContain('javascript')
    expect(response.headers.get('cache-control')).toContain('immutable')
  })

  it.each(['/missing.js', '/../package.json', '/%2e%2e/package.json'])('is a 404 at %s', async (path) => {
    const response = await front().request(path)
    expect(response.status).toBe(404)
  })

  it('reloads itself only where a reloader is given', async () => {
    const dev = createFront({ api: () => undefined, emulator: '', page, reloader: createReloader() })
    expect(await (await dev.request('/')).text()).toContain('<script src="/dev/reload.js" defer></script></head>')
    expect(await (await front().request('/')).text()).not.toContain('reload')
  })
})

describe('the reloader', () => {
  it('tells every open page', async () => {
    const reloader = createReloader()
    const app = createFront({ api: () => undefined, emulator: '', page, reloader })
    const reader = (await app.request('/dev/reload')).body?.getReader()
    const told = reader?.read()
    await Promise.resolve()
    reloader.reload()
    expect(new TextDecoder().decode((await told)?.value)).toContain('event: reload')
    await reader?.cancel()
  })
})
