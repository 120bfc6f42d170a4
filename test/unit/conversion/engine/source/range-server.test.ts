import { Readable } from 'node:stream'
import type { Source } from '../../../../../lambdas/conversion/engine'
import { type RangeServer, serveRanges } from '../../../../../lambdas/conversion/engine/source/range-server'

const content = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))
const memory: Source = {
  size: content.length,
  read: async (start, end) => Readable.from([content.subarray(start, end)]),
}

let servers: RangeServer[] = []
async function serve(source: Source) {
  const server = await serveRanges(source)
  servers.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()))
  servers = []
})

function get(url: string, headers: Record<string, string> = {}, method = 'GET') {
  return fetch(url, { headers, method })
}

test('answers a range with exactly these bytes', async () => {
  const { url } = await serve(memory)
  const response = await get(url, { range: 'bytes=100-299' })
  expect(response.status).toBe(206)
  expect(response.headers.get('content-range')).toBe('bytes 100-299/1000')
  expect(response.headers.get('content-length')).toBe('200')
  expect(Buffer.from(await response.arrayBuffer()).equals(content.subarray(100, 300))).toBe(true)
})

test('answers with the whole, and says that it knows ranges', async () => {
  const { url, furthest } = await serve(memory)
  const response = await get(url)
  expect(response.status).toBe(200)
  expect(response.headers.get('accept-ranges')).toBe('bytes')
  expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true)
  expect(furthest()).toBe(1000)
})

test('answers HEAD without reading', async () => {
  const { url } = await serve({ size: 1000, read: () => Promise.reject(new Error('read')) })
  const response = await get(url, {}, 'HEAD')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-length')).toBe('1000')
})

test('refuses what is not there: a range behind the end, another path, another method', async () => {
  const { url } = await serve(memory)
  const behind = await get(url, { range: 'bytes=1000-' })
  expect([behind.status, behind.headers.get('content-range')]).toEqual([416, 'bytes */1000'])
  expect((await get(new URL('/', url).href)).status).toBe(404)
  expect((await get(`${url}x`)).status).toBe(404)
  expect((await get(url, {}, 'POST')).status).toBe(405)
})

test('serves something else beside it, from beginning to end, and holds it back, too', async () => {
  const { also, hold, url, failure } = await serve(memory)
  const buffer = Buffer.alloc(100)
  let made = 0
  const other = also(async function* () {
    // The same memory for each piece: it is the next one's only when this one is sent.
    for (made = 0; made < 5; made++) yield buffer.fill(made)
  })
  expect(new URL(other).origin).toBe(new URL(url).origin)
  const expected = Buffer.concat([0, 1, 2, 3, 4].map((piece) => Buffer.alloc(100, piece)))
  expect(Buffer.from(await (await get(other)).arrayBuffer()).equals(expected)).toBe(true)
  expect((await get(`${other}x`)).status).toBe(404)

  hold(true)
  const held = (await get(other)).body?.getReader()
  const first = await held?.read()
  expect(made).toBe(0)
  hold(false)
  const rest: Uint8Array[] = []
  for (let next = await held?.read(); next?.value; next = await held?.read()) rest.push(next.value)
  expect(Buffer.concat([first?.value ?? new Uint8Array(), ...rest]).equals(expected)).toBe(true)
  expect(failure()).toBeUndefined()
})

test('breaks off what cannot be made, and tells why', async () => {
  const { also, failure } = await serve(memory)
  const other = also(async function* () {
    yield Buffer.alloc(10)
    throw new Error('gone')
  })
  await expect(get(other).then((response) => response.arrayBuffer())).rejects.toThrow()
  expect(failure()).toEqual(new Error('gone'))
})

test('listens on loopback only, at a path nobody can guess', async () => {
  const [first, second] = [await serve(memory), await serve(memory)]
  expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/)
  expect(new URL(first.url).pathname).not.toBe(new URL(second.url).pathname)
})

test('takes up a broken read where it broke', async () => {
  const starts: number[] = []
  const { url, failure } = await serve({
    size: 1000,
    read: async (start, end) => {
      starts.push(start)
      if (starts.length > 1) return Readable.from([content.subarray(start, end)])
      return Readable.from(
        (async function* () {
          yield content.subarray(start, start + 400)
          throw new Error('connection reset')
        })(),
      )
    },
  })
  const body = await (await get(url)).arrayBuffer()
  expect(Buffer.from(body).equals(content)).toBe(true)
  expect(starts).toEqual([0, 400])
  expect(failure()).toBeUndefined()
})

test('breaks off when the source stays unreadable, and says why', async () => {
  const broken = new Error('no such key')
  const { url, failure } = await serve({ size: 1000, read: () => Promise.reject(broken) })
  await expect(get(url).then((response) => response.arrayBuffer())).rejects.toThrow()
  expect(failure()).toBe(broken)
})

test('does not pass off a source that ends early as whole', async () => {
  const { url, failure } = await serve({ size: 1000, read: async () => Readable.from([]) })
  await expect(get(url).then((response) => response.arrayBuffer())).rejects.toThrow()
  expect(failure()).toEqual(new Error('the source ended at byte 0, before byte 1000'))
})

test('aborts a read when the reader drops it', async () => {
  const reader = new AbortController()
  const aborted = new Promise<void>((resolve) => {
    const read: Source['read'] = async (_start, _end, signal) => {
      signal.addEventListener('abort', () => resolve())
      return new Readable({ read: () => reader.abort() })
    }
    void serve({ size: 1000, read }).then(({ url }) => fetch(url, { signal: reader.signal }).catch(() => undefined))
  })
  await expect(aborted).resolves.toBeUndefined()
})

test('drops readers and aborts reads when it closes', async () => {
  let reading: () => void
  const started = new Promise<void>((resolve) => {
    reading = resolve
  })
  let signal: AbortSignal | undefined
  const server = await serve({
    size: 1000,
    read: async (_start, _end, given) => {
      signal = given
      reading()
      return new Readable({ read: () => {} })
    },
  })
  const answer = get(server.url).then((response) => response.arrayBuffer())
  const failed = expect(answer).rejects.toThrow()
  await started
  await server.close()
  await failed
  expect(signal?.aborted).toBe(true)
  await expect(get(server.url)).rejects.toThrow()
})
