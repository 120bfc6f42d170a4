import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '../../../../client/api/client'
import { memorySession } from '../../../../client/api/session'
import { openFile } from '../../../../client/upload/file-source'
import type { UploadProgress } from '../../../../client/upload/progress'
import { putWithFetch } from '../../../../client/upload/put-part'
import { type UploadOptions, upload } from '../../../../client/upload/uploader'
import { type FakeApi, startFakeApi } from '../fake-api'

function bytes(size: number) {
  return Uint8Array.from({ length: size }, (_, index) => index % 251)
}

function sourceOf(content: Uint8Array<ArrayBuffer>) {
  return {
    name: 'talk.mp4',
    size: content.length,
    slice: (start: number, end: number) => new Blob([content.slice(start, end)]),
  }
}

describe('upload', () => {
  let api: FakeApi
  let pauses: number[]
  beforeEach(async () => {
    pauses = []
    api = await startFakeApi(10)
  })
  afterEach(() => api.close())

  const client = () =>
    createClient({ baseUrl: api.url, session: memorySession({ accessToken: 'access-0', refreshToken: 'refresh-0' }) })
  const send = (size: number, options: UploadOptions = {}) =>
    upload(
      client(),
      sourceOf(bytes(size)),
      {},
      {
        sleep: async (ms) => void pauses.push(ms),
        random: () => 1,
        ...options,
      },
    )
  const puts = (number?: number) =>
    api.calls.filter(({ method, path }) => method === 'PUT' && (number === undefined || path.includes(`/${number}?`)))
  const stored = () => Buffer.concat([...api.stored].sort(([a], [b]) => a - b).map(([, part]) => part))

  it('sends every byte to its part and completes', async () => {
    const job = await send(45)

    expect(job).toMatchObject({ id: 'job-1', state: 'uploaded' })
    expect(stored()).toEqual(Buffer.from(bytes(45)))
    expect([...api.stored.values()].map(({ length }) => length).sort()).toEqual([10, 10, 10, 10, 5])
  })

  it('tells nobody but the API the token', async () => {
    await send(45)

    expect(puts().map(({ authorization }) => authorization)).toEqual(Array(5).fill(undefined))
  })

  it('has no more parts on their way than allowed', async () => {
    let now = 0
    let most = 0
    const put = putWithFetch()
    await send(95, {
      parallel: 3,
      put: async (...part) => {
        most = Math.max(most, ++now)
        return put(...part).finally(() => now--)
      },
    })

    expect(most).toBe(3)
  })

  it('asks for the addresses it was not given', async () => {
    await send(1234)

    expect(stored()).toEqual(Buffer.from(bytes(1234)))
    const asked = api.calls.filter(({ path }) => path.endsWith('/parts')).map(({ body }) => JSON.parse(String(body)))
    const numbers: number[][] = asked.map((each) => each.numbers)
    expect(numbers.flat()).toEqual(Array.from({ length: 124 }, (_, index) => 1 + index))
    // Each has to be read for its checksum first: so many that all lanes have something to do, and no more.
    expect(Math.max(...numbers.map(({ length }) => length))).toBe(4)
  })

  it('gives the checksum of each part, and sends a part again that was damaged on the way', async () => {
    let damaged = 0
    const put = putWithFetch()
    const answers: number[] = []
    await send(45, {
      put: async (part, body, options) => {
        const sent = new Uint8Array(await new Blob([body]).arrayBuffer())
        if (part.number === 3 && damaged++ === 0) sent[4] = (sent[4] ?? 0) ^ 1
        const answer = await put(part, sent, options)
        answers.push(answer.status)
        return answer
      },
    })

    expect(stored()).toEqual(Buffer.from(bytes(45)))
    expect(answers.filter((status) => status !== 200)).toEqual([400])
    const [reservation] = api.calls.filter(({ path }) => path === '/v1/uploads')
    expect(JSON.parse(String(reservation?.body))).toMatchObject({ checksum: 'sha256' })
    expect(puts().every(({ checksum }) => /^[\w+/]{43}=$/.test(checksum ?? ''))).toBe(true)
  })

  it('does not send what has changed in the file since its checksum was taken', async () => {
    const content = bytes(45)
    const source = sourceOf(content)
    const sending = upload(
      client(),
      source,
      {},
      {
        sleep: async () => {},
        attempts: 2,
        parallel: 1,
        put: async (part, _body, options) => {
          content[0] = 255
          return putWithFetch()(part, await source.slice((part.number - 1) * 10, part.number * 10), options)
        },
      },
    )

    await expect(sending).rejects.toMatchObject({ name: 'PartError', status: 400 })
    expect(api.stored.size).toBe(0)
  })

  it('sends a dropped part again, waiting longer each time', async () => {
    api.fault = ({ path }) => (path.includes('/2?') && puts(2).length < 4 ? 'drop' : undefined)

    await send(45)

    expect(stored()).toEqual(Buffer.from(bytes(45)))
    expect(puts(2)).toHaveLength(4)
    expect(puts(1)).toHaveLength(1)
    expect(pauses).toEqual([500, 1000, 2000])
  })

  it.each([403, 400])('takes fresh addresses when the storage answers %i', async (status) => {
    const expired = new Set([1, 2, 3, 4, 5].map((signature) => `signature=${signature}`))
    api.fault = ({ path }) => (expired.has(path.split('?')[1] ?? '') ? status : undefined)

    await send(45)

    expect(stored()).toEqual(Buffer.from(bytes(45)))
    // Parts that were refused together share what is asked for.
    expect(api.calls.filter(({ path }) => path.endsWith('/parts')).length).toBeLessThan(6)
  })

  it('reports a sum that ends at the size and never falls', async () => {
    const seen: UploadProgress[] = []
    const put = putWithFetch()
    let sendings = 0
    await send(45, {
      onProgress: (progress) => seen.push(progress),
      put: async (part, body, options) => {
        options.onSent(part.size - 1)
        if (++sendings === 2) return { status: 503 } // its bytes do not count any more
        return put(part, body, options)
      },
    })

    const sums = seen.map(({ sentBytes }) => sentBytes)
    expect(sums).toEqual([...sums].sort((a, b) => a - b))
    expect(new Set(sums).size).toBe(sums.length)
    expect(sums[0]).toBe(0)
    expect(seen.at(-1)).toEqual({ sentBytes: 45, totalBytes: 45 })
  })

  it('stops when it is aborted, with the reason, and completes nothing', async () => {
    const abort = new AbortController()
    const reason = new Error('the person changed their mind')
    api.fault = () => {
      if (puts().length === 2) abort.abort(reason)
      return undefined
    }

    await expect(send(995, { signal: abort.signal, parallel: 1 })).rejects.toBe(reason)

    expect(puts()).toHaveLength(2)
    expect(api.calls.some(({ path }) => path.endsWith('/complete'))).toBe(false)
  })

  it('does not even reserve when it was aborted before', async () => {
    const reason = new Error('too late')

    await expect(send(45, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)

    expect(api.calls).toEqual([])
  })

  it('stops the other parts when one fails for good', async () => {
    const started: number[] = []
    const sending = send(995, {
      put: (part, _, { signal }) => {
        started.push(part.number)
        if (part.number === 2) return Promise.resolve({ status: 404 })
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    })

    await expect(sending).rejects.toThrow('The upload has ended on the server')
    expect(started).toEqual([1, 2, 3, 4])
  })

  it('gives up after the last attempt', async () => {
    api.fault = ({ path }) => (path.includes('/2?') ? 500 : undefined)

    await expect(send(45, { attempts: 3 })).rejects.toThrow('The storage did not accept part 2 of the file (HTTP 500).')

    expect(puts(2)).toHaveLength(3)
  })

  it('completes again when the answer was lost', async () => {
    const completions = () => api.calls.filter(({ path }) => path.endsWith('/complete')).length
    api.fault = ({ path }) => (path.endsWith('/complete') && completions() === 1 ? 'drop' : undefined)

    expect((await send(45)).state).toBe('uploaded')
    expect(completions()).toBe(2)
  })
})

describe('a file on disk', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audiolift-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('gives its name, its size and its bytes', async () => {
    await writeFile(join(folder, 'talk.mp4'), bytes(45))
    const file = await openFile(join(folder, 'talk.mp4'))

    expect([file.name, file.size]).toEqual(['talk.mp4', 45])
    expect(await file.slice(40, 45)).toEqual(bytes(45).slice(40))
    await file.close()
  })

  it('says so when it has become shorter', async () => {
    await writeFile(join(folder, 'talk.mp4'), bytes(45))
    const file = await openFile(join(folder, 'talk.mp4'))
    await truncate(join(folder, 'talk.mp4'), 20)

    await expect(file.slice(10, 30)).rejects.toThrow('talk.mp4 became shorter while it was being uploaded.')
    await file.close()
  })
})
