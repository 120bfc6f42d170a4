import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConvertResult, convert, fileSink, fileSource } from '../../lambdas/conversion/engine'
import { programs } from './media'
import { fidelity, samplesOf, worstAtSeams } from './sound'

/** Of MP3: one of them. */
export interface Setting {
  /** kb/s. */
  readonly bitrate?: number
  readonly vbr?: number
}

/** What several encoders made of a sound, compared with what one makes. */
export interface Joined {
  readonly result: ConvertResult
  /** Samples, of all channels, that it is longer than the sound. */
  readonly longer: number
  /** dB by which its signal-to-noise ratio against the sound is worse: over all, and in the worst window around a seam. */
  readonly worse: number
  readonly worseAtSeams: number
}

/** Encodes a sound with one encoder and with four, however short it is, and listens. @param directory where both go, for a while */
export async function join4(path: string, setting: Setting, directory: string): Promise<Joined> {
  const work = join(directory, 'work')
  await mkdir(work, { recursive: true })
  const encode = async (workers: number) => {
    const audio = join(directory, `by-${workers}.mp3`)
    const result = await convert({
      source: await fileSource(path),
      options: { format: 'mp3', ...setting },
      sink: fileSink({ audio }),
      signal: AbortSignal.timeout(120_000),
      ...programs(),
      workDirectory: work,
      workers,
      limits: { minSliceSeconds: 1 },
    })
    const samples = await samplesOf(audio)
    await rm(audio)
    return { result, samples }
  }
  const original = await samplesOf(path)
  const { samples: single } = await encode(1)
  const { result, samples: several } = await encode(4)
  return {
    result,
    longer: several.length - original.length,
    worse: fidelity(original, single) - fidelity(original, several),
    worseAtSeams: worstAtSeams({ original, single, several }, result),
  }
}
