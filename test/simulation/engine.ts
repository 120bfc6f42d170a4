import { ConversionError, type ConvertResult } from '../../lambdas/conversion/engine'
import type { OutputStore, OutputUpload } from '../../lambdas/conversion/multipart-sink'
import type { WorkDeps } from '../../lambdas/conversion/work'
import type { Faults } from './faults'
import type { Process } from './process'
import type { Random } from './random'

/** What a source is, by its first byte. */
export const media = { sound: 1, silent: 2 } as const

/** Stands in for ffmpeg: reads the source, takes its time, reports, and hands the output over while it is made. */
export function engineOf(process: Process, random: Random, faults: Faults): WorkDeps['convert'] {
  return async ({ source, sink, onProgress, signal, admit }) => {
    await process.effect('spawn ffmpeg', () => undefined)
    const bytes: Buffer[] = []
    for await (const chunk of await source.read(0, source.size, signal)) bytes.push(chunk)
    if (Buffer.concat(bytes)[0] === media.silent) throw new ConversionError('no-audio')

    const steps = random.whole(1, 6)
    const piece = Buffer.alloc(random.whole(1000, 200_000))
    const size = frame + steps * piece.length
    // What a file says of its length is not always so.
    if (random.chance(0.9)) await admit?.(random.chance(0.8) ? secondsOf(size) : random.between(1, 20))
    const output = await sink.open({ name: 'audio', contentType: 'audio/mpeg' })
    try {
      await output.reserve(frame)
      for (let step = 1; step <= steps; step += 1) {
        await process.effect('convert', () => undefined)
        await process.sleep(random.between(1000, 15_000))
        signal.throwIfAborted()
        if (faults.happens(faults.weather.engine / steps)) throw new Error('ffmpeg broke')
        onProgress?.({ percent: (100 * step) / steps })
        await output.write(piece)
      }
      signal.throwIfAborted()
      const peaks = await sink.open({ name: 'peaks-overview', contentType: 'application/json' })
      await peaks.write(piece)
      await peaks.finish()
      await output.finish(Buffer.alloc(frame))
      return resultOf(size)
    } catch (error) {
      await output.abort()
      throw error
    }
  }
}

/** Bytes in front that are known at the end. */
const frame = 417

function secondsOf(size: number): number {
  return size / 24_000
}

function resultOf(size: number): ConvertResult {
  return {
    extension: 'mp3',
    contentType: 'audio/mpeg',
    container: 'mp3',
    codec: 'mp3',
    tracks: [{ codec: 'aac', sampleRate: 44_100, channels: 2 }],
    track: 1,
    duration: secondsOf(size),
    samples: size,
    sampleRate: 44_100,
    channels: 2,
    bitrate: 192,
    size,
    mode: 'single',
    sourceContainer: 'mov',
    sourceCodec: 'aac',
    decodeErrors: 0,
    ffmpegSeconds: 1,
    wallSeconds: 1,
    cpuSeconds: 1,
    peakMemory: 100_000_000,
    workers: 1,
  }
}

/** Bytes of a part. S3's are larger, but no output here is. */
const partSize = 400_000

/** The audio bucket as a worker reaches it: nothing is there before the last step. */
export function outputsOf(process: Process, store: (output: Output) => void): OutputStore {
  const open = new Map<string, Part[]>()
  const partsOf = ({ id }: OutputUpload) => {
    const parts = open.get(id)
    if (!parts) throw new Error('NoSuchUpload')
    return parts
  }
  return {
    partSize,
    begin: (job, output) =>
      process.effect('begin output', () => {
        const id = `output ${open.size}`
        open.set(id, [])
        return { job, output, id }
      }),
    putPart: (upload, number, { length: size }, signal) => {
      signal.throwIfAborted()
      return process.effect('put output part', () => {
        partsOf(upload)[number - 1] = { by: process.name, size }
        return { tag: process.name, size }
      })
    },
    complete: (upload, sent) =>
      process.effect('complete output', () => {
        const parts = partsOf(upload)
        const size = parts.reduce((sum, part) => sum + part.size, 0)
        store({ job: upload.job, name: upload.output.name, size, parts: parts.map(({ by }) => by), count: sent.length })
      }),
    abort: (upload) => process.effect('abort output', () => void open.delete(upload.id)),
  }
}

interface Part {
  readonly by: string
  /** Bytes. */
  readonly size: number
}

export interface Output {
  readonly job: OutputUpload['job']
  readonly name: OutputUpload['output']['name']
  /** Bytes. */
  readonly size: number
  /** Which process stored each part. */
  readonly parts: readonly string[]
  readonly count: number
}
