import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FfmpegOutcome } from '../ffmpeg/ffmpeg'
import type { ConvertResult, Fallback, Sink } from '../model/types'
import { FrameReader } from '../mp3/frame-reader'
import { Mp3Writer } from '../mp3/mp3-writer'
import { encodeParallel, type ParallelEncoding } from '../parallel/encode-parallel'
import { FallbackError } from '../parallel/fallback'
import { usefulWorkers } from '../parallel/plan'
import { type Encoding, encode, mp3Format } from '../sound/encode'
import type { Input } from './flat-input'

export interface Means {
  /** Encoders that may work at the same time. */
  readonly workers: number
  /** An existing one, for what is made of parts. */
  readonly directory: string
  readonly sink: Sink
  /** What goes in front of the audio. */
  readonly id3: Buffer
  /** Seconds of sound, as far as it is declared. */
  readonly duration: number | undefined
  /** Where a decoder finds the sound, if not in the source as it is. */
  readonly input: Input | undefined
  readonly check: ParallelEncoding['check']
  readonly hold: ParallelEncoding['hold']
}

/** Samples that come out of a decoder before the sound: LAME's 576 and the decoder's own 529 (LAME's `lame.c`, `decode.h`). */
const decodedDelay = 576 + 529

export interface Made extends Pick<ConvertResult, 'mode' | 'workers' | 'fallback' | 'seams'> {
  /** Of the ffmpeg that decoded the source. */
  readonly outcome: FfmpegOutcome
  /** All of it is written, and not yet looked at. */
  readonly mp3: Mp3Writer
}

/** Makes the MP3 with as many encoders as pay, or with one where they do not fit together; with ffmpeg's own when ours cannot do it. */
export async function makeMp3(encoding: Encoding, means: Means): Promise<Made> {
  const sound = { ...mp3Format(encoding), seconds: means.duration ?? Number.POSITIVE_INFINITY }
  const workers = usefulWorkers(sound, means.workers, encoding.limits.minSliceSeconds)
  try {
    const made = await inSlices(encoding, { ...means, workers })
    return made.mode === 'single' && means.workers > 1 ? { ...made, fallback: 'short' } : made
  } catch (error) {
    if (!(error instanceof FallbackError)) throw error
    return { ...(await byOne(encoding, means, error.reason)), fallback: error.reason }
  }
}

/** Several encoders could not do it: one of ours does, unless it is ours that failed, or there was no room for the spool. */
async function byOne(encoding: Encoding, means: Means, reason: Fallback): Promise<Made> {
  if (reason !== 'seam') return alone(encoding, means)
  try {
    return await inSlices(encoding, { ...means, workers: 1 })
  } catch (error) {
    if (!(error instanceof FallbackError)) throw error
    return alone(encoding, means)
  }
}

async function alone(encoding: Encoding, { sink, id3 }: Means): Promise<Made> {
  const mp3 = new Mp3Writer(sink, encoding.options.vbr !== undefined)
  mp3.begin(id3)
  const outcome = await encode(encoding, (output) => mp3.copy(new FrameReader(output)))
  return { outcome, mp3, mode: 'single', workers: 1 }
}

function readFrom(encoding: Encoding, input: Input | undefined): Encoding {
  if (!input) return encoding
  const { url, stream, samples } = input
  return { ...encoding, url, stream, treatment: { ...encoding.treatment, samples } }
}

async function inSlices(encoding: Encoding, { sink, id3, input, ...means }: Means): Promise<Made> {
  const directory = join(means.directory, 'parallel')
  await mkdir(directory)
  const mp3 = new Mp3Writer(sink, encoding.options.vbr !== undefined)
  mp3.begin(id3)
  try {
    const { outcome, seams } = await encodeParallel({ ...readFrom(encoding, input), ...means, directory }, mp3)
    if (seams.length === 0) return { outcome, mp3, mode: 'single', workers: 1 }
    const samples = seams.map((frame) => frame * mp3Format(encoding).frameSamples - decodedDelay)
    return { outcome, mp3, mode: 'parallel', workers: Math.min(means.workers, seams.length + 1), seams: samples }
  } catch (error) {
    if (error instanceof FallbackError) await mp3.abort()
    throw error
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
