import { createClient } from '../../../../client/api/client'
import { memorySession } from '../../../../client/api/session'
import { createPauseSwitch } from '../../../../client/upload/pause'
import type { UploadProgress } from '../../../../client/upload/progress'
import type { Source } from '../../../../client/upload/source'
import { parseTicket, type UploadTicket } from '../../../../client/upload/ticket'
import { type UploadOptions, upload } from '../../../../client/upload/uploader'
import { type FakeApi, startFakeApi } from '../fake-api'

function sourceOf(seed: number, { size = 95, lastModified = 1 } = {}): Source {
  const content = Uint8Array.from({ length: size }, (_, index) => (index * seed) % 251)
  return { name: 'talk.mp4', size, lastModified, slice: (start, end) => content.slice(start, end) }
}

const old = { version: 1, jobId: 'job-1', fingerprint: 'f', partSize: 10, partCount: 10 }

describe('an upload that was interrupted', () => {
  let api: FakeApi
  beforeEach(async () => {
    api = await startFakeApi(10)
  })
  afterEach(() => api.close())

  const client = () => createClient({ baseUrl: api.url, session: memorySession({ accessToken: 'access-0' }) })
  const send = (source: Source, options: UploadOptions = {}) =>
    upload(client(), source, {}, { sleep: async () => {}, random: () => 1, ...options })
  const puts = () => api.calls.filter(({ method }) => method === 'PUT')
  const stored = () => [...Buffer.concat([...api.stored].sort(([a], [b]) => a - b).map(([, part]) => part))]
  const contentOf = async (source: Source) => [...((await source.slice(0, source.size)) as Uint8Array)]
  const reservations = () => api.calls.filter(({ path }) => path === '/v1/uploads').length

  /** Ends after some parts, as a process does that is killed: what is left of it is the ticket, as JSON. */
  async function interrupted(source: Source): Promise<UploadTicket> {
    let kept = ''
    const death = new AbortController()
    api.fault = () => {
      if (puts().length === 4) death.abort(new Error('killed'))
      return undefined
    }
    const onTicket = (ticket: UploadTicket) => {
      kept = JSON.stringify(ticket)
    }
    await expect(send(source, { signal: death.signal, parallel: 1, onTicket })).rejects.toThrow('killed')
    api.fault = () => undefined
    const ticket = parseTicket(JSON.parse(kept))
    if (!ticket) throw new Error('There is no ticket')
    return ticket
  }

  it('goes on with what has not arrived', async () => {
    const source = sourceOf(7)
    const ticket = await interrupted(source)
    const [before, arrived] = [puts().length, api.stored.size]
    const seen: UploadProgress[] = []

    const job = await send(sourceOf(7), { ticket, onProgress: (progress) => seen.push(progress) })

    expect(job).toMatchObject({ id: 'job-1', state: 'uploaded' })
    expect(stored()).toEqual(await contentOf(source))
    expect(arrived).toBeGreaterThan(0)
    expect(puts().length - before).toBe(10 - arrived)
    expect(seen[0]?.sentBytes).toBe(arrived * 10)
    expect(reservations()).toBe(1)
  })

  it('sends a part again that did not arrive whole', async () => {
    const source = sourceOf(7)
    const ticket = await interrupted(source)
    api.stored.set(1, Buffer.alloc(3))

    await send(source, { ticket })

    expect(stored()).toEqual(await contentOf(source))
  })

  it.each([
    ['another file', sourceOf(11)],
    ['a file that was changed since', sourceOf(7, { lastModified: 2 })],
    ['a longer file', sourceOf(7, { size: 96 })],
  ])('starts again for %s', async (_, other) => {
    const ticket = await interrupted(sourceOf(7))

    const job = await send(other, { ticket })

    expect(job.id).toBe('job-2')
    expect(stored()).toEqual(await contentOf(other))
  })

  it.each(['expired', 'cancelled', undefined] as const)('starts again when its job is %s', async (state) => {
    const ticket = await interrupted(sourceOf(7))
    const job = api.jobs.get('job-1')
    if (job && state) job.state = state
    else api.jobs.delete('job-1')
    const tickets: UploadTicket[] = []

    await send(sourceOf(7), { ticket, onTicket: (next) => tickets.push(next) })

    expect(reservations()).toBe(2)
    expect(tickets).toHaveLength(1)
  })

  it.each(['uploaded', 'converting', 'done', 'failed'] as const)(
    'is over when its job is %s already',
    async (state) => {
      const ticket = await interrupted(sourceOf(7))
      const job = api.jobs.get('job-1')
      if (job) job.state = state
      const before = puts().length

      expect(await send(sourceOf(7), { ticket })).toMatchObject({ id: 'job-1', state })

      expect(puts()).toHaveLength(before)
      expect(reservations()).toBe(1)
    },
  )

  it('has a ticket without any secret', async () => {
    const ticket = await interrupted(sourceOf(7))

    expect(ticket).toEqual({
      version: 1,
      jobId: 'job-1',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      partSize: 10,
      partCount: 10,
      checksum: 'sha256',
    })
  })

  it.each([undefined, 'x', {}, { version: 2 }, { version: 1, jobId: 5 }, { ...old, checksum: 'md5' }])(
    'refuses an invalid ticket: %j',
    (kept) => {
      expect(parseTicket(kept)).toBeUndefined()
    },
  )

  it('goes on without checksums where the upload was reserved without', async () => {
    const { job } = await client().reserve({ name: 'talk.mp4', size: 95 })
    const { checksum, ...ticket } = await interrupted(sourceOf(7))
    const before = reservations()

    const done = await send(sourceOf(7), { ticket: { ...ticket, jobId: job.id } })

    expect(done).toMatchObject({ id: job.id, state: 'uploaded' })
    expect(checksum).toBe('sha256')
    expect(reservations()).toBe(before)
  })

  it('reserves once, though the answer was lost', async () => {
    api.fault = ({ path }) => (path === '/v1/uploads' && reservations() === 1 ? 502 : undefined)
    await send(sourceOf(7))

    const keys = api.calls.filter(({ path }) => path === '/v1/uploads').map(({ idempotencyKey }) => idempotencyKey)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('waits as long as the server asks, at least', async () => {
    const pauses: number[] = []
    api.faultHeaders = { 'retry-after': '7' }
    api.fault = ({ path }) => (path.includes('/2?') && puts().length < 4 ? 503 : undefined)

    await send(sourceOf(7), { parallel: 1, sleep: async (ms) => void pauses.push(ms) })

    expect(pauses).toEqual([7500, 8000])
  })

  it('sends nothing while it is paused, and goes on', async () => {
    const pause = createPauseSwitch()
    let inTheMiddle = () => {}
    const paused = new Promise<void>((resolve) => {
      inTheMiddle = resolve
    })
    api.fault = () => {
      if (puts().length === 3) {
        pause.pause()
        inTheMiddle()
      }
      return undefined
    }
    let ended = false
    const source = sourceOf(7)
    const sending = send(source, { pause, parallel: 1 }).finally(() => {
      ended = true
    })
    await paused
    api.fault = () => undefined
    const before = puts().length
    await client().me() // earlier requests have been answered by then
    expect([ended, puts().length]).toEqual([false, before])

    pause.resume()

    expect((await sending).state).toBe('uploaded')
    expect(stored()).toEqual(await contentOf(source))
    expect(reservations()).toBe(1)
  })

  it('can be aborted while it is paused', async () => {
    const pause = createPauseSwitch()
    pause.pause()
    const abort = new AbortController()
    const sending = send(sourceOf(7), {
      pause,
      signal: abort.signal,
      onReserved: () => abort.abort(new Error('enough')),
    })

    await expect(sending).rejects.toThrow('enough')
    expect(puts()).toEqual([])
  })
})
