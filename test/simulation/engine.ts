import { ConversionError, type ConvertResult } from '../../lambdas/conversion/engine'
import type { WorkDeps } from '../../lambdas/conversion/work'
import type { Faults } from './faults'
import type { Process } from './process'
import type { Random } from './random'

/** What a source is, by its first byte. */
export const media = { sound: 1, silent: 2 } as const

/** Stands in for ffmpeg: reads the source, takes its time, reports, and hands over a file that tells who made it. */
export const engineOf =
  (process: Process, random: Random, faults: Faults): WorkDeps['convert'] =>
  async (source, _options, sink, onProgress, signal) => {
    await process.effect('spawn ffmpeg', () => undefined)
    const bytes: Buffer[] = []
    for await (const chunk of await source.read(0, source.size, signal)) bytes.push(chunk)
    if (Buffer.concat(bytes)[0] === media.silent) throw new ConversionError('no-audio')

    const steps = random.whole(1, 6)
    for (let step = 1; step <= steps; step += 1) {
      await process.effect('convert', () => undefined)
      await process.sleep(random.between(1000, 15_000))
      signal.throwIfAborted()
      if (faults.happens(faults.weather.engine / steps)) throw new Error('ffmpeg broke')
      onProgress({ percent: (100 * step) / steps })
    }
    const size = random.whole(1000, 1_000_000)
    await sink({ path: `${size} bytes`, size, contentType: 'audio/mpeg' })
    return resultOf(size)
  }

const resultOf = (size: number): ConvertResult => ({
  container: 'mp3',
  codec: 'mp3',
  duration: size / 24_000,
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
  workers: 1,
})

/** Stands in for the multipart upload of the output: nothing is there before its last step. */
export const putAudioOf =
  (process: Process, random: Random, store: (output: Output) => void): WorkDeps['putAudio'] =>
  async (job, file, _contentType, signal) => {
    await process.effect('begin output', () => undefined)
    const parts: string[] = []
    const count = random.whole(1, 3)
    for (let part = 1; part <= count; part += 1) {
      signal.throwIfAborted()
      await process.effect('put output part', () => {
        parts[part - 1] = process.name
      })
    }
    signal.throwIfAborted()
    await process.effect('complete output', () =>
      store({ job, size: Number.parseInt(file, 10), parts: [...parts], count }),
    )
  }

export interface Output {
  readonly job: Parameters<WorkDeps['putAudio']>[0]
  /** Bytes. */
  readonly size: number
  /** Who put each part. */
  readonly parts: readonly string[]
  readonly count: number
}
