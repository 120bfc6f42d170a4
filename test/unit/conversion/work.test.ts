import { existsSync } from 'node:fs'
import { ConversionError, type ConvertResult } from '../../../lambdas/conversion/engine'
import { type WorkDeps, work } from '../../../lambdas/conversion/work'
import { audioKey, type Job } from '../../../lambdas/jobs/domain'
import { cancel, claim } from '../../../lambdas/jobs/life'
import { released, remove } from '../../../lambdas/jobs/retention'
import {
  memoryAudioStore,
  memoryJobStore,
  memoryOutputStore,
  memorySourceStore,
  recordingLog,
} from '../../support/in-memory'
import { ada, anyJobIn, idAt, jobId, jobIn, newYear, quotas, states, terms } from '../../support/jobs'

const ref = { owner: ada, id: jobId }

const result: ConvertResult = {
  extension: 'mp3',
  contentType: 'audio/mpeg',
  container: 'mp3',
  codec: 'mp3',
  tracks: [{ codec: 'aac', sampleRate: 44_100, channels: 2 }],
  track: 1,
  duration: 200,
  samples: 8_820_000,
  sampleRate: 44_100,
  channels: 2,
  bitrate: 192,
  size: 4_800_000,
  mode: 'single',
  workers: 1,
  sourceContainer: 'mov',
  sourceCodec: 'aac',
  decodeErrors: 0,
  ffmpegSeconds: 1,
  wallSeconds: 1,
  cpuSeconds: 1,
  peakMemory: 100_000_000,
}

type Convert = WorkDeps['convert']

/** Stands in for the engine: makes an output and says that it is whole. */
const converts: Convert = async ({ sink, onProgress }) => {
  const output = await sink.open({ name: 'audio', contentType: 'audio/mpeg' })
  await output.write(Buffer.from('ID3'))
  onProgress?.({ percent: 50 })
  await output.finish()
  return result
}

/** Stands in for ffmpeg running on until it is stopped; `started` when it runs. */
function untilStopped() {
  let tell = (): void => undefined
  const started = new Promise<void>((resolve) => {
    tell = resolve
  })
  const convert: Convert = ({ signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      tell()
    })
  return { convert, started }
}

function failsWith(error: Error): Convert {
  return () => Promise.reject(error)
}

function room(convert: Convert, ...seed: readonly Job[]) {
  const jobs = memoryJobStore(...seed)
  const audio = memoryAudioStore()
  const log = recordingLog()
  const deps: WorkDeps = {
    jobs,
    sources: memorySourceStore(),
    outputs: memoryOutputStore(audio),
    convert,
    machine: { ffmpeg: '/usr/bin/ffmpeg', encoder: '/usr/bin/slice-encoder' },
    terms,
    quotas,
    now: Date.now,
    log,
  }
  return { jobs, audio, log, deps, work: () => work(deps, JSON.stringify(ref)), row: () => jobs.row(ref) }
}

beforeEach(() => {
  jest.useFakeTimers({ now: newYear, doNotFake: ['nextTick', 'setImmediate'] })
})
afterEach(() => {
  jest.useRealTimers()
})

describe('a convert message', () => {
  it('is claimed, converted and finished', async () => {
    const { work, row, audio, jobs } = room(converts, jobIn('uploaded'))
    await work()
    expect(row()).toMatchObject({
      state: 'done',
      epoch: 1,
      audio: { name: 'holiday.mp3', size: 4_800_000, duration: 200, bitrate: 192, mode: 'single' },
    })
    expect(audio.keys()).toEqual([audioKey({ ...ref, epoch: 1 })])
    expect(jobs.writes.map(({ after }) => after?.state)).toEqual(['converting', 'done'])
  })

  it('keeps the chapters that the audio has with the job', async () => {
    const convert: Convert = async (...all) => ({
      ...(await converts(...all)),
      chapters: [
        { start: 0, end: 1.00049, title: 'One', file: '01 One.mp3', samples: 44_121 },
        { start: 1.00049, end: 200, title: 'é'.repeat(300), file: '02.mp3', samples: 1 },
      ],
    })
    const { work, row } = room(convert, jobIn('uploaded'))
    await work()
    expect(row()).toMatchObject({
      audio: {
        chapters: [
          { start: 0, end: 1, title: 'One' },
          { start: 1, end: 200, title: 'é'.repeat(200) },
        ],
      },
    })
  })

  it('keeps no more of them than a row has room for, so that no file can keep its job from its end', async () => {
    const title = '한'.repeat(200)
    const convert: Convert = async (...all) => ({
      ...(await converts(...all)),
      chapters: Array.from({ length: 500 }, (_, at) => ({ start: at, end: at + 1, title })),
    })
    const { work, row } = room(convert, jobIn('uploaded'))
    await work()
    const done = row()
    const kept = done?.state === 'done' ? (done.audio.chapters ?? []) : []
    expect(kept.map(({ start }) => start)).toEqual(kept.map((_, at) => at))
    expect(kept.length).toBeGreaterThan(100)
    expect(Buffer.byteLength(JSON.stringify(done))).toBeLessThan(200_000)
  })

  it('gives the engine the source, the options and a folder that is gone afterwards', async () => {
    const seen: {
      readonly size: number
      readonly options: object
      readonly folder: string
      readonly there: boolean
    }[] = []
    const { work } = room((conversion) => {
      const { source, options, workDirectory: folder } = conversion
      seen.push({ size: source.size, options, folder, there: existsSync(folder) })
      return converts(conversion)
    }, jobIn('uploaded'))
    await work()
    expect(seen).toMatchObject([{ size: 1000, options: { format: 'mp3', bitrate: 192 }, there: true }])
    expect(existsSync(seen[0]?.folder ?? '')).toBe(false)
  })

  it('that comes twice converts once', async () => {
    let conversions = 0
    const { work, audio } = room((...args) => {
      conversions += 1
      return converts(...args)
    }, jobIn('uploaded'))
    await work()
    await work()
    expect(conversions).toBe(1)
    expect(audio.keys()).toHaveLength(1)
  })

  it('taken by two workers at once is converted by one', async () => {
    let conversions = 0
    const { work, row } = room((...args) => {
      conversions += 1
      return converts(...args)
    }, jobIn('uploaded'))
    await Promise.all([work(), work()])
    expect(conversions).toBe(1)
    expect(row()?.state).toBe('done')
  })

  it.each(states.filter((state) => state !== 'uploaded'))('does nothing for a job that is %s', async (state) => {
    const { work, jobs } = room(converts, anyJobIn(state))
    await work()
    expect(jobs.writes).toHaveLength(0)
  })

  it('does nothing for a job that is gone', async () => {
    await expect(room(converts).work()).resolves.toBeUndefined()
  })

  it('takes over from a worker whose lease has run out, under a key of its own', async () => {
    const { work, row, audio } = room(converts, jobIn('converting', { leaseUntil: newYear }))
    await work()
    expect(row()).toMatchObject({ state: 'done', epoch: 2 })
    expect(audio.keys()).toEqual([audioKey({ ...ref, epoch: 2 })])
  })

  it.each(['nonsense', '{}', '{"owner":"ada","id":"1"}'])('%p goes back to the queue', async (body) => {
    await expect(work(room(converts).deps, body)).rejects.toThrow()
  })

  it('goes back to the queue when the table is away', async () => {
    const { deps, jobs } = room(converts, jobIn('uploaded'))
    jobs.get = () => Promise.reject(new Error('throttled'))
    await expect(work(deps, JSON.stringify(ref))).rejects.toThrow('throttled')
  })
})

describe('a conversion that fails', () => {
  it('by the media is final, with the engine’s reason', async () => {
    const error = new ConversionError('no-audio', { detail: 'streams: video' })
    const { work, row } = room(failsWith(error), jobIn('uploaded'))
    await work()
    expect(row()).toMatchObject({
      state: 'failed',
      attempts: 1,
      reason: { code: 'no-audio', message: error.message },
    })
  })

  it.each([new ConversionError('system'), new Error('ENOSPC')])('by our fault is tried again: %p', async (error) => {
    const { work, row, log } = room(failsWith(error), jobIn('uploaded'))
    await work()
    expect(row()).toMatchObject({ state: 'converting', leaseUntil: newYear, dueAt: newYear + terms.backoff })
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'attempt failed' }))
  })

  it('by our fault fails after the last attempt, without inner details for the user', async () => {
    const { work, row } = room(failsWith(new Error('ENOSPC')), jobIn('uploaded'))
    for (let attempt = 1; attempt <= terms.maxAttempts; attempt += 1) await work()
    expect(row()).toMatchObject({ state: 'failed', attempts: terms.maxAttempts, reason: { code: 'system' } })
    expect(JSON.stringify(row())).not.toContain('ENOSPC')
  })

  it('while the output is stored is our fault', async () => {
    const { work, row, deps } = room(converts, jobIn('uploaded'))
    Object.assign(deps.outputs, { complete: () => Promise.reject(new Error('S3 is away')) })
    await work()
    expect(row()?.state).toBe('converting')
  })
})

describe('a conversion beyond its owner’s quota', () => {
  const seconds = (count: number) => ({ day: '2026-01-01', by: { audioSecondsPerDay: count } })

  it('fails with a sentence that says when to go on, and counts nothing', async () => {
    const { work, row, jobs } = room(converts, jobIn('uploaded'))
    jobs.override(ada, { audioSecondsPerDay: 3600 })
    await jobs.create(jobIn('reserved', { id: idAt(2) }), seconds(3401))
    await work()
    expect(row()).toMatchObject({ state: 'failed', attempts: 1, reason: { code: 'quota' } })
    expect(JSON.stringify(row())).toContain('1 h of audio a day')
    expect((await jobs.account(ada, '2026-01-01')).used.audioSecondsPerDay).toBe(3401)
  })

  it('is done when it just fits', async () => {
    const { work, row, jobs } = room(converts, jobIn('uploaded'))
    jobs.override(ada, { audioSecondsPerDay: 3600 })
    await jobs.create(jobIn('reserved', { id: idAt(2) }), seconds(3400))
    await work()
    expect(row()?.state).toBe('done')
    expect((await jobs.account(ada, '2026-01-01')).used.audioSecondsPerDay).toBe(3600)
  })

  it('is given up after the probe, before anything is made', async () => {
    const made: string[] = []
    const { work, row, jobs } = room(async (conversion) => {
      await conversion.admit?.(200)
      made.push('audio')
      return converts(conversion)
    }, jobIn('uploaded'))
    jobs.override(ada, { audioSecondsPerDay: 199 })
    await work()
    expect(row()).toMatchObject({ state: 'failed', reason: { code: 'quota' } })
    expect(made).toEqual([])
    expect((await jobs.account(ada, '2026-01-01')).used.audioSecondsPerDay).toBe(0)
  })

  it('is taken over with what its earlier worker took of the day', async () => {
    const held = jobIn('converting', { leaseUntil: newYear, metered: { day: '2026-01-01', seconds: 200 } })
    const { work, row, jobs } = room(async (conversion) => {
      await conversion.admit?.(200)
      return converts(conversion)
    }, held)
    jobs.override(ada, { audioSecondsPerDay: 200 })
    await jobs.create(jobIn('reserved', { id: idAt(2) }), seconds(200))
    await work()
    expect(row()?.state).toBe('done')
    expect((await jobs.account(ada, '2026-01-01')).used.audioSecondsPerDay).toBe(200)
  })

  it('that is used up already is not begun', async () => {
    const { work, row, jobs } = room(failsWith(new Error('was begun')), jobIn('uploaded'))
    jobs.override(ada, { audioSecondsPerDay: 10 })
    await jobs.create(jobIn('reserved', { id: idAt(2) }), seconds(10))
    await work()
    expect(row()).toMatchObject({ state: 'failed', reason: { code: 'quota' } })
  })
})

describe('a worker that loses its job', () => {
  /** A worker in the middle of its conversion. */
  const converting = async () => {
    const { convert, started } = untilStopped()
    const made = room(convert, jobIn('uploaded'))
    const ended = made.work()
    await started
    const job = made.row()
    if (job?.state !== 'converting') throw new Error('not claimed')
    return { ...made, job, nextHeartbeat: () => jest.advanceTimersByTimeAsync(3000).then(() => ended) }
  }

  it('because it was cancelled stops and writes nothing', async () => {
    const { job, jobs, row, audio, nextHeartbeat } = await converting()
    await jobs.take(cancel(job, newYear, terms))
    await nextHeartbeat()
    expect(row()?.state).toBe('cancelled')
    expect(audio.keys()).toEqual([])
  })

  it('because it was removed stops and leaves no row behind', async () => {
    const { job, jobs, row, nextHeartbeat } = await converting()
    const cancelled = await jobs.take(cancel(job, newYear, terms))
    const removed = cancelled && (await jobs.take(remove(cancelled, newYear)))
    if (removed) await jobs.remove(removed, released(removed, newYear))
    await nextHeartbeat()
    expect(row()).toBeUndefined()
  })

  it('to another worker stops and leaves the other’s row as it is', async () => {
    const { job, jobs, row, nextHeartbeat } = await converting()
    const taken = claim({ ...job, leaseUntil: newYear }, newYear, terms)
    if (!taken) throw new Error('not taken over')
    jobs.put(taken.to)
    await nextHeartbeat()
    expect(row()).toEqual(taken.to)
  })

  it('just before its last write does not say that it is done', async () => {
    const { work, row, jobs, log } = room(async (...args) => {
      const outcome = await converts(...args)
      jobs.put(jobIn('cancelled', { epoch: 1 }))
      return outcome
    }, jobIn('uploaded'))
    await work()
    expect(row()?.state).toBe('cancelled')
    expect(log.lines.map(({ message }) => message)).not.toContain('done')
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'lost the job' }))
  })
})
