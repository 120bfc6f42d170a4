import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { openRemote, type RemoteOptions } from '../../../../lambdas/imports/remote/open'
import { selfSigned } from '../../../support/self-signed'

const never = new AbortController().signal
const fromStart = { offset: 0, validator: '' }
const words = Buffer.from('Once upon a midnight')

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A server on this machine, trusted by name. */
async function serve(listener: RequestListener, options: Partial<RemoteOptions> = {}) {
  const requests: { readonly path: string; readonly headers: NodeJS.Dict<string | string[]> }[] = []
  const port = await listen(
    createServer((request, response) => {
      requests.push({ path: request.url ?? '', headers: request.headers })
      listener(request, response)
    }),
  )
  let resolutions = 0
  const open = openRemote({
    policy: { http: false, trustedHosts: ['files.example'] },
    resolve: async (hostname) => {
      resolutions += 1
      // The second time the name leads elsewhere.
      return hostname === 'files.example' && resolutions === 1 ? ['127.0.0.1'] : ['192.0.2.1']
    },
    ...options,
  })
  const url = `http://files.example:${port}/a.mp4`
  return { url, port, open, requests, resolutions: () => resolutions }
}

describe('a file on another server', () => {
  it('is opened with its size and what tells it from others', async () => {
    const { open, url } = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': words.length, ETag: '"a"' }).end(words)
    })
    const { body, ...file } = await open(url, fromStart, never)
    expect(file).toEqual({ start: 0, size: 20, validator: '"a"' })
    expect(await buffer(body)).toEqual(words)
  })

  it('is asked for with nothing of ours or the user’s, and uncompressed', async () => {
    const { open, url, requests } = await serve((_request, response) => response.end(words))
    await open(url, fromStart, never)
    expect(Object.keys(requests[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
    expect(requests[0]?.headers['accept-encoding']).toBe('identity')
  })

  it('is fetched from the address that was checked: the name is looked up once', async () => {
    const { open, url, requests, resolutions } = await serve((_request, response) => response.end(words))
    await open(url, fromStart, never)
    expect(resolutions()).toBe(1)
    expect(requests).toHaveLength(1)
  })

  it('is checked again behind a redirect, where its name leads elsewhere by now', async () => {
    const { open, url, requests, resolutions } = await serve((_request, response) =>
      response.writeHead(302, { Location: 'https://rebound.example/a.mp4' }).end(),
    )
    await expect(open(url, fromStart, never)).rejects.toMatchObject({ code: 'import-forbidden' })
    expect(resolutions()).toBe(2)
    expect(requests).toHaveLength(1)
  })

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'https://169.254.169.254/latest/meta-data/',
    'https://localhost/',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
    'http://example.org/a.mp4',
    'https://ada:secret@example.org/',
    'file:///etc/passwd',
    'https://',
  ])('does not redirect to %s', async (location) => {
    const { open, url, requests } = await serve((_request, response) =>
      response.writeHead(307, { Location: location }).end(),
    )
    await expect(open(url, fromStart, never)).rejects.toMatchObject({ code: 'import-forbidden' })
    expect(requests).toHaveLength(1)
  })

  it('is found behind a relative redirect, but not behind more than five', async () => {
    const { open, url, requests } = await serve(
      ({ url: path = '' }, response) => {
        const left = Number(/left=(\d+)/.exec(path)?.[1] ?? 0)
        if (left > 0) response.writeHead(301, { Location: `?left=${left - 1}` }).end()
        else response.end(words)
      },
      { resolve: async () => ['127.0.0.1'] },
    )
    expect((await open(`${url}?left=5`, fromStart, never)).start).toBe(0)
    expect(requests).toHaveLength(6)
    await expect(open(`${url}?left=6`, fromStart, never)).rejects.toMatchObject({ code: 'import-refused' })
  })

  it.each([
    [401, 'import-refused', false],
    [403, 'import-refused', false],
    [404, 'import-not-found', false],
    [410, 'import-not-found', false],
    [416, 'import-unreachable', true],
    [429, 'import-unreachable', true],
    [500, 'import-unreachable', true],
    [503, 'import-unreachable', true],
    [204, 'import-refused', false],
    [304, 'import-refused', false],
  ])('with HTTP %d is %s', async (status, code, isPassing) => {
    const { open, url } = await serve((_request, response) => response.writeHead(status).end())
    await expect(open(url, fromStart, never)).rejects.toMatchObject({ code, isPassing })
  })

  it('is not a page', async () => {
    const { open, url } = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/HTML; charset=utf-8' }).end('<p>'),
    )
    await expect(open(url, fromStart, never)).rejects.toMatchObject({ code: 'not-media' })
  })

  it('is not unfolded', async () => {
    const { open, url } = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_000))),
    )
    await expect(open(url, fromStart, never)).rejects.toMatchObject({ code: 'import-refused' })
  })

  it('whose server says nothing for too long cannot be reached', async () => {
    const { open, url } = await serve(() => undefined, { patience: 50 })
    await expect(open(url, fromStart, never)).rejects.toMatchObject({ code: 'import-unreachable', isPassing: true })
  })

  it('whose server stops in the middle breaks the body', async () => {
    const { open, url } = await serve(
      (_request, response) => response.writeHead(200, { 'Content-Length': 100 }).write(words),
      { patience: 50 },
    )
    const { body } = await open(url, fromStart, never)
    await expect(buffer(body)).rejects.toThrow()
  })

  it('is given up when the job is', async () => {
    const { open, url } = await serve(() => undefined)
    const lost = new AbortController()
    const opening = open(url, fromStart, lost.signal)
    lost.abort(new Error('the job was cancelled'))
    await expect(opening).rejects.toThrow('the job was cancelled')
  })

  it('where nobody listens cannot be reached', async () => {
    const { open, url } = await serve(() => undefined)
    const [server] = servers.splice(0)
    await new Promise((resolve) => server?.close(resolve))
    await expect(open(url, fromStart, never)).rejects.toMatchObject({ code: 'import-unreachable', isPassing: true })
  })
})

describe('the rest of a file', () => {
  const wanted = { offset: 8, validator: '"a"' }

  it('is asked for on condition that the file is the same', async () => {
    const { open, url, requests } = await serve((_request, response) => {
      response.writeHead(206, { 'Content-Range': 'bytes 8-19/20', ETag: '"a"' }).end(words.subarray(8))
    })
    const { body, ...file } = await open(url, wanted, never)
    expect(requests[0]?.headers).toMatchObject({ range: 'bytes=8-', 'if-range': '"a"' })
    expect(file).toEqual({ start: 8, size: 20, validator: '"a"' })
    expect(await buffer(body)).toEqual(words.subarray(8))
  })

  it('is not asked for when there is nothing to tell that the file is the same', async () => {
    const { open, url, requests } = await serve((_request, response) => response.end(words))
    await open(url, { offset: 8, validator: '' }, never)
    expect(requests[0]?.headers).not.toHaveProperty('range')
  })

  it('is the whole file when that has changed, or when the server knows no ranges', async () => {
    const { open, url } = await serve((_request, response) => {
      response.writeHead(200, { ETag: '"b"' }).end(words)
    })
    expect(await open(url, wanted, never)).toMatchObject({ start: 0, validator: '"b"' })
  })

  it.each(['bytes 0-19/20', 'bytes 9-19/20', 'bytes 8-18/20', 'bytes 8-19/*', 'bytes */20', ''])(
    'is not %p',
    async (range) => {
      const { open, url } = await serve((_request, response) => {
        response.writeHead(206, { ...(range && { 'Content-Range': range }) }).end(words)
      })
      await expect(open(url, wanted, never)).rejects.toMatchObject({ code: 'import-refused' })
    },
  )
})

describe('what tells one version of a file from another', () => {
  const date = 'Tue, 24 Nov 2026 08:00:00 GMT'
  it.each([
    [{ ETag: '"a"' }, '"a"'],
    [{ ETag: 'W/"a"' }, ''],
    [{ 'Last-Modified': 'Mon, 23 Nov 2026 08:00:00 GMT', Date: date }, 'Mon, 23 Nov 2026 08:00:00 GMT'],
    [{ 'Last-Modified': date, Date: date }, ''],
    [{}, ''],
  ])('of %j is %p', async (headers, validator) => {
    const { open, url } = await serve((_request, response) => {
      response.writeHead(200, headers).end(words)
    })
    expect((await open(url, fromStart, never)).validator).toBe(validator)
  })
})

describe('a server with TLS', () => {
  const secure = async (options: Partial<RemoteOptions>, host = 'files.example') => {
    const port = await listen(createTlsServer(selfSigned, (_request, response) => response.end(words)))
    const policy = { http: false, trustedHosts: [host] }
    const open = openRemote({ policy, resolve: async () => ['127.0.0.1'], ...options })
    return open(`https://${host}:${port}/`, fromStart, never)
  }

  it('must have a certificate that an authority has signed', async () => {
    await expect(secure({})).rejects.toMatchObject({ code: 'import-unreachable', isPassing: false })
    expect(await buffer((await secure({ ca: selfSigned.cert })).body)).toEqual(words)
  })

  it('must have it for its name', async () => {
    await expect(secure({ ca: selfSigned.cert }, 'other.example')).rejects.toMatchObject({
      code: 'import-unreachable',
      isPassing: false,
    })
  })
})
