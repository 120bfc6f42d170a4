import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Encoding, encode, pcmFormat } from './encode'
import type { FfmpegOutcome } from './ffmpeg'
import { encodeParallel, type ParallelEncoding } from './parallel/encode-parallel'
import { FallbackError } from './parallel/fallback'
import { usefulWorkers } from './parallel/plan'
import type { ConvertResult } from './types'

export interface Means {
  /** Encoders that may work at the same time. */
  readonly workers: number
  /** Seconds of sound, as far as it is declared. */
  readonly duration: number | undefined
  readonly check: ParallelEncoding['check']
}

export interface Made extends Pick<ConvertResult, 'mode' | 'workers' | 'fallback'> {
  /** Of the ffmpeg that decoded the source. */
  readonly outcome: FfmpegOutcome
}

/** Makes the MP3 with as many encoders as pay, and with one when they cannot do it together. */
export const makeMp3 = async (encoding: Encoding, means: Means): Promise<Made> => {
  if (means.workers > 1) {
    try {
      return await together(encoding, means)
    } catch (error) {
      if (!(error instanceof FallbackError)) throw error
      return { ...(await alone(encoding)), fallback: error.reason }
    }
  }
  return alone(encoding)
}

const alone = async (encoding: Encoding): Promise<Made> => ({
  outcome: await encode(encoding),
  mode: 'single',
  workers: 1,
})

const together = async (encoding: Encoding, { duration, check, ...means }: Means): Promise<Made> => {
  if (duration === undefined) throw new FallbackError('unknown-duration', 'no saying where to cut')
  const sound = { ...pcmFormat(encoding), seconds: duration }
  const workers = usefulWorkers(sound, means.workers, encoding.limits.minSliceSeconds)
  if (workers === 1) throw new FallbackError('short', `${duration} s`)
  const directory = join(dirname(encoding.output), 'parallel')
  await mkdir(directory)
  try {
    const { outcome, seams } = await encodeParallel({ ...encoding, workers, duration, directory, check })
    if (seams.length === 0) return { outcome, mode: 'single', workers: 1, fallback: 'short' }
    return { outcome, mode: 'parallel', workers: Math.min(workers, seams.length + 1) }
  } catch (error) {
    if (error instanceof FallbackError) await rm(encoding.output, { force: true })
    throw error
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
