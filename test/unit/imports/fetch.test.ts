import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { fetchSource } from '../../../lambdas/imports/fetch'
import type { OpenRemote, Wanted } from '../../../lambdas/imports/remote/file'
import { ImportError } from '../../../lambdas/imports/remote/import-error'
import { usageKey } from '../../../lambdas/jobs/counters'
import { cancel } from '../../../lambdas/jobs/life'
import { confirmUpload } from '../../../lambdas/jobs/settle-upload'
import { anImport } from '../../support/imports'
import { memoryJobStore, memorySourceStore, silentLog } from '../../support/in-memory'
import { ada, newYear, quotas, terms } from '../../support/jobs'

const words = Buffer.from('Once upon a midnight')
const never = new AbortController().signal

/** A server's answer: what comes, and how it ends. */
interface Answered {
  readonly bytes?: Buffer
  /** Bytes after which the connection breaks. */
  readonly breaksAfter?: number
  readonly validator?: string
  readonly size?: number | undefined
  /** Knows no ranges. */
  readonly isWhole?: boolean
}

/** An import of a file in parts of 8 bytes, from a server that answers in turn as it is told. */
async function room(...answers: readonly (Answered | Error)[]) {
  const jobs = memoryJobStore()
  const sources = memorySourceStore()
  const clock = { now: newYear }
  const wanted: Wanted[] = []
  const id = await sources.begin({ owner: ada, id: anImport().id })
  const job = anImport({ upload: { id, partSize: 8 } })
  await jobs.create(job, { day: '2026-01-01', by: { activeJobs: 1, jobsPerDay: 1 }, quotas })

  const open: OpenRemote = async (_url, from) => {
    const answer = answers[wanted.push(from) - 1]
    if (!answer) throw new Error('was not to be asked')
    if (answer instanceof Error) throw answer
    const { bytes = words, breaksAfter = bytes.length, validator = '"a"', isWhole = false } = answer
    const size = 'size' in answer ? answer.size : bytes.length
    const start = !isWhole && from.validator === validator ? from.offset : 0
    return {
      start,
      ...(size !== undefined && { size }),
      validator,
      body: Readable.from(send(bytes.subarray(start), breaksAfter - start)),
    }
  }
  const deps = {
    jobs,
    sources,
    terms,
    quotas,
    now: () => clock.now,
    log: silentLog,
    every: () => () => undefined,
    open,
    maxSize: 100,
    runTime: 60_000,
  }
  const fetchOnce = (more: Partial<typeof deps> = {}) =>
    fetchSource({ ...deps, ...more }, JSON.stringify({ owner: ada, id: job.id }))
  const row = () => jobs.row(job)
  const source = async () =>
    (await sources.size(job)) === undefined ? undefined : buffer(await sources.read(job, 0, 1000, never))
  const counted = () => ({ storedBytes: 0, ...jobs.counts(usageKey(ada)) })
  return { jobs, sources, clock, job, deps, wanted, fetchOnce, row, source, counted }
}

/** In pieces that fit no part. */
async function* send(bytes: Buffer, breaksAfter: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 3) {
    if (at + 3 > breaksAfter && breaksAfter < bytes.length) throw new Error('connection reset')
    yield bytes.subarray(at, at + 3)
  }
}

/** After the pause before another attempt. */
const pause = terms.backoff + 1

describe('an import', () => {
  it('streams the file into the job’s upload, and hands the job over', async () => {
    const { fetchOnce, row, source, sources, counted } = await room({})
    await fetchOnce()
    expect(row()).toMatchObject({ state: 'uploaded', size: 20, epoch: 1, attempts: 0 })
    expect(await source()).toEqual(words)
    expect(sources.open.size).toBe(0)
    expect(counted()).toEqual({ activeJobs: 1, storedBytes: 20 })
  })

  it.each([1, 7, 8, 9, 16, 17])('has every byte of a file of %d', async (length) => {
    const bytes = words.subarray(0, length)
    const { fetchOnce, source } = await room({ bytes })
    await fetchOnce()
    expect(await source()).toEqual(bytes)
  })

  it('of a file whose size nobody told takes from the quota as it comes', async () => {
    const { fetchOnce, row, source, counted } = await room({ size: undefined })
    await fetchOnce()
    expect(row()).toMatchObject({ state: 'uploaded', size: 20 })
    expect(await source()).toEqual(words)
    expect(counted()).toEqual({ activeJobs: 1, storedBytes: 20 })
  })

  it('goes on after the last part that came before the connection broke', async () => {
    const { fetchOnce, row, source, wanted } = await room({ breaksAfter: 18 }, {})
    await fetchOnce()
    expect(row()).toMatchObject({ state: 'reserved', dispatch: 2, attempts: 0, import: { received: 16 } })
    await fetchOnce()
    expect(wanted).toEqual([
      { offset: 0, validator: '' },
      { offset: 16, validator: '"a"' },
    ])
    expect(row()?.state).toBe('uploaded')
    expect(await source()).toEqual(words)
  })

  it('goes on after a worker that died: with the parts that arrived', async () => {
    const { fetchOnce, row, source, wanted, clock, deps } = await room({}, {})
    const dying = { ...deps.sources, complete: () => new Promise<never>(() => undefined) }
    void fetchOnce({ sources: dying })
    while (
      row()?.state === 'reserved' &&
      (await deps.sources.arrived(anImport({ upload: row()?.upload ?? { id: '', partSize: 8 } }))).length < 3
    )
      await new Promise(setImmediate)
    clock.now += terms.lease + 1
    await fetchOnce()
    expect(wanted).toHaveLength(1)
    expect(row()).toMatchObject({ state: 'uploaded', epoch: 2 })
    expect(await source()).toEqual(words)
  })

  it('confirms what a worker put together that died before it could say so', async () => {
    const { fetchOnce, row, wanted, clock, deps } = await room({})
    const { size } = deps.sources
    const killed = { ...deps.sources, size: () => Promise.reject(new Error('killed')) }
    await fetchOnce({ sources: killed })
    expect(await size(anImport())).toBe(20)
    clock.now += pause
    await fetchOnce()
    expect(wanted).toHaveLength(1)
    expect(row()?.state).toBe('uploaded')
  })

  it('starts again, in another upload, when the file has changed meanwhile', async () => {
    const other = Buffer.from('while I pondered')
    const { fetchOnce, row, source, sources, clock, counted, job } = await room(
      { breaksAfter: 18 },
      { bytes: other, validator: '"b"' },
    )
    await fetchOnce()
    clock.now += pause
    await fetchOnce()
    expect(await source()).toEqual(other)
    expect(row()).toMatchObject({ state: 'uploaded', size: 16 })
    expect(row()?.upload.id).not.toBe(job.upload.id)
    expect(sources.open.size).toBe(0)
    expect(counted()).toEqual({ activeJobs: 1, storedBytes: 16 })
  })

  it.each([{ validator: '' }, { isWhole: true }])('starts again where it cannot be resumed: %j', async (answer) => {
    const { fetchOnce, source, clock } = await room({ ...answer, breaksAfter: 18 }, answer)
    await fetchOnce()
    clock.now += pause
    await fetchOnce()
    expect(await source()).toEqual(words)
  })

  it('lets no worker that was left behind write into what came later', async () => {
    const { fetchOnce, sources, clock, job, row } = await room(
      { breaksAfter: 18 },
      { validator: '"b"', breaksAfter: 10 },
    )
    await fetchOnce()
    clock.now += pause
    await fetchOnce()
    await expect(sources.putPart(job, 1, Buffer.alloc(8), never)).rejects.toThrow()
    expect(row()?.upload.id).not.toBe(job.upload.id)
  })

  it('goes on at once with another worker when its time is over', async () => {
    const { fetchOnce, row, source, clock, deps } = await room({}, {})
    const { putPart } = deps.sources
    const slow = {
      ...deps.sources,
      putPart: async (...args: Parameters<typeof putPart>) => {
        await putPart(...args)
        clock.now += deps.runTime
      },
    }
    await fetchOnce({ sources: slow })
    expect(row()).toMatchObject({ state: 'reserved', dispatch: 2, attempts: 0, import: { received: 8 } })
    await fetchOnce()
    expect(await source()).toEqual(words)
  })

  it('is given up when not even a part comes in that time, again and again', async () => {
    const { fetchOnce, row, clock } = await room({}, {}, {})
    for (let attempt = 1; attempt <= terms.maxAttempts; attempt += 1) {
      await fetchOnce({ runTime: 0 })
      clock.now += 10 * pause
    }
    expect(row()).toMatchObject({ state: 'failed', reason: { code: 'import-timeout' } })
  })

  it.each(['import-not-found', 'import-refused', 'import-forbidden', 'not-media', 'import-unreachable'] as const)(
    'that is bound to fail fails at once, with a sentence: %s',
    async (code) => {
      const { fetchOnce, row, sources, counted } = await room(new ImportError(code, 'A sentence.'))
      await fetchOnce()
      expect(row()).toMatchObject({ state: 'failed', source: 'gone', reason: { code, message: 'A sentence.' } })
      expect(row()).not.toHaveProperty('import')
      expect(sources.open.size).toBe(0)
      expect(counted()).toEqual({ activeJobs: 0, storedBytes: 0 })
    },
  )

  it('that may succeed later is tried three times, then fails for the last reason', async () => {
    const away = new ImportError('import-unreachable', 'A sentence.', true)
    const { fetchOnce, row, wanted, clock } = await room(away, away, away)
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await fetchOnce()
      clock.now += 10 * pause
    }
    expect(wanted).toHaveLength(3)
    expect(row()).toMatchObject({ state: 'failed', reason: { code: 'import-unreachable' } })
  })

  it.each([
    ['said to be', { bytes: Buffer.alloc(101) }],
    ['found to be', { bytes: Buffer.alloc(101), size: undefined }],
  ])('of a file that is %s too large fails, and leaves no parts', async (_what, answer) => {
    const { fetchOnce, row, sources, counted } = await room(answer)
    await fetchOnce()
    expect(row()).toMatchObject({ state: 'failed', reason: { code: 'import-too-large' } })
    expect(sources.open.size).toBe(0)
    expect(counted()).toEqual({ activeJobs: 0, storedBytes: 0 })
  })

  it.each([{}, { size: undefined }])('beyond the quota fails, with a sentence: %j', async (answer) => {
    const { fetchOnce, row, counted } = await room(answer)
    await fetchOnce({ quotas: { ...quotas, storedBytes: 19 } })
    expect(row()).toMatchObject({ state: 'failed', reason: { code: 'quota' } })
    expect(counted()).toEqual({ activeJobs: 0, storedBytes: 0 })
  })

  it.each([{ bytes: Buffer.alloc(0) }, { bytes: Buffer.alloc(0), size: undefined }])(
    'of an empty file fails (%#)',
    async (answer) => {
      const { fetchOnce, row } = await room(answer)
      await fetchOnce()
      expect(row()).toMatchObject({ state: 'failed', reason: { code: 'not-media' } })
    },
  )

  it('does not take a file that ends before its size for whole', async () => {
    const { fetchOnce, row, source } = await room({ size: 21 })
    await fetchOnce()
    expect(row()?.state).toBe('reserved')
    expect(await source()).toBeUndefined()
  })

  it('that is cancelled meanwhile stops, and writes nothing more', async () => {
    const { fetchOnce, jobs, row, source, deps } = await room({})
    const { putPart } = deps.sources
    const whileCancelled = {
      ...deps.sources,
      putPart: async (...args: Parameters<typeof putPart>) => {
        const job = row()
        if (job?.state === 'reserved') await jobs.take(cancel(job, newYear, terms))
        return putPart(...args)
      },
    }
    await fetchOnce({ sources: whileCancelled })
    expect(row()?.state).toBe('cancelled')
    expect(await source()).toBeUndefined()
  })

  it('that is over, or that another worker holds, is left alone', async () => {
    const { fetchOnce, wanted, jobs, deps } = await room({})
    await fetchOnce()
    const writes = jobs.writes.length
    await fetchOnce()
    jobs.put(anImport({ epoch: 7 }, { leaseUntil: newYear + 1 }))
    await fetchOnce()
    expect(wanted).toHaveLength(1)
    expect(jobs.writes).toHaveLength(writes)
    expect(await confirmUpload(deps, anImport({ size: 3 }))).toBeUndefined()
  })
})
