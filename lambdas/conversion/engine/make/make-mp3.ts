import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FfmpegOutcome } from '../ffmpeg/ffmpeg'
import type { ConvertResult, Fallback } from '../model/types'
import { FrameReader } from '../mp3/frame-reader'
import { Mp3Writer } from '../mp3/mp3-writer'
import { encodeParallel } from '../parallel/encode-parallel'
import { FallbackError } from '../parallel/fallback'
import { usefulWorkers } from '../parallel/slices'
import { encode } from '../sound/encode'
import { readFlat } from '../sound/flat-input'
import { metadataArguments } from '../sound/metadata'
import type { Plan } from '../sound/plan'
import { id3Tag } from './id3'

/** Samples that come out of a decoder before the sound: LAME's 576 and the decoder's own 529 (LAME's `lame.c`, `decode.h`). */
const decodedDelay = 576 + 529

export interface Made extends Pick<ConvertResult, 'mode' | 'workers' | 'fallback' | 'seams'> {
  /** Of the ffmpeg that decoded the source. */
  readonly outcome: FfmpegOutcome
  /** All of it is written, and not yet looked at. */
  readonly mp3: Mp3Writer
}

/** Makes the MP3 with as many encoders as pay, or with one where they do not fit together; with ffmpeg's own when ours cannot do it. */
export async function makeMp3(plan: Plan): Promise<Made> {
  const { pcm, duration: seconds = Number.POSITIVE_INFINITY, limits } = plan
  const workers = usefulWorkers({ ...pcm, seconds }, plan.workers, limits.minSliceSeconds)
  try {
    const made = await inSlices({ ...plan, workers })
    return made.mode === 'single' && plan.workers > 1 ? { ...made, fallback: 'short' } : made
  } catch (error) {
    if (!(error instanceof FallbackError)) throw error
    return { ...(await byOne(plan, error.reason)), fallback: error.reason }
  }
}

/** Several encoders could not do it: one of ours does, unless it is ours that failed, or there was no room for the spool. */
async function byOne(plan: Plan, reason: Fallback): Promise<Made> {
  if (reason !== 'seam') return byFfmpeg(plan)
  try {
    return await inSlices({ ...plan, workers: 1 })
  } catch (error) {
    if (!(error instanceof FallbackError)) throw error
    return byFfmpeg(plan)
  }
}

async function byFfmpeg(plan: Plan): Promise<Made> {
  const mp3 = begun(plan)
  const metadata = await metadataArguments(plan.metadata, plan.format.metadata, plan.directory)
  const outcome = await encode(plan, metadata, (output) => mp3.copy(new FrameReader(output)))
  return { outcome, mp3, mode: 'single', workers: 1 }
}

async function inSlices(plan: Plan): Promise<Made> {
  const directory = join(plan.directory, 'parallel')
  await mkdir(directory)
  const mp3 = begun(plan)
  try {
    const { outcome, seams } = await encodeParallel({ ...readFlat(plan), directory }, mp3)
    if (seams.length === 0) return { outcome, mp3, mode: 'single', workers: 1 }
    const samples = seams.map((frame) => frame * plan.pcm.frameSamples - decodedDelay)
    return { outcome, mp3, mode: 'parallel', workers: Math.min(plan.workers, seams.length + 1), seams: samples }
  } catch (error) {
    if (error instanceof FallbackError) await mp3.abort()
    throw error
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function begun({ sink, options, metadata }: Plan): Mp3Writer {
  const mp3 = new Mp3Writer(sink, options.vbr !== undefined)
  mp3.begin(id3Tag(metadata))
  return mp3
}
