import { statSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Encoding, mp3Format } from '../encode'
import type { FfmpegOutcome } from '../ffmpeg'
import type { Mp3Writer } from '../mp3-writer'
import { createCrew } from './crew'
import { FallbackError } from './fallback'
import { PRE_ROLL, planEnd, planRest, planStarts } from './plan'
import type { Seam } from './seam'
import { splice } from './splice'
import { type Decoded, decodeToSpool, spoolBytes } from './spool'
import { Team } from './team'

/** Milliseconds between two looks at how far the spool has grown. */
const LOOKING = 100

export interface ParallelEncoding extends Encoding {
  /** An empty one, for spool and slices. */
  readonly directory: string
  readonly workers: number
  /** Seconds of sound, as declared: it may turn out otherwise. */
  readonly duration: number
  /** Throws what is wrong with the source, as soon as it is decoded. */
  readonly check: (decoded: Decoded) => void
}

export interface ParallelOutcome {
  /** The decoder's, with the time that it and the encoders took. */
  readonly outcome: FfmpegOutcome
  /** How the parts were put together: one fewer than there were parts. */
  readonly seams: readonly Seam['how'][]
}

/**
 * Decodes once into a spool, encodes slices of it with an encoder each while it grows, and splices them into one gapless MP3.
 * The slices are cut by the declared duration, and what is left once all is decoded by the true one.
 *
 * @throws FallbackError when one encoder must do it; what `check` throws; `signal.reason` when aborted. No process is left.
 */
export const encodeParallel = async (encoding: ParallelEncoding, mp3: Mp3Writer): Promise<ParallelOutcome> => {
  const started = performance.now()
  const { directory, signal, workers } = encoding
  const { frameSamples, sampleRate } = mp3Format(encoding)
  const declared = Math.floor((encoding.duration * sampleRate) / frameSamples)
  if (spoolBytes(encoding, declared * frameSamples) > encoding.limits.maxSpoolBytes)
    throw new FallbackError('spool', `no room for ${encoding.duration} s`)
  const due = plan(declared, workers)
  if (due.length === 1) throw new FallbackError('short', `${declared} frames`)

  const spool = join(directory, 'spool.f32le')
  // Encoders may come before the decoder.
  await writeFile(spool, '')
  const crew = createCrew(signal)
  const team = new Team(encoding, spool, directory, crew)
  const beginDue = (bytes: number): void => {
    const next = due[0]
    const isThere = next && bytes >= spoolBytes(encoding, (next.start - PRE_ROLL) * frameSamples)
    // The decoder has one of the cores; a slice without an end waits for it.
    if (!isThere || next.end === undefined || team.atWork >= workers - 1) return
    due.shift()
    team.begin(next.start, next.end)
    beginDue(bytes)
  }
  const looking = setInterval(() => beginDue(statSync(spool).size), LOOKING)
  const decoding = crew.start(async (crewSignal) => {
    const decoded = await decodeToSpool(encoding, spool, crewSignal).finally(() => clearInterval(looking))
    encoding.check(decoded)
    const samples = decoded.summary?.samplesEncoded ?? 0
    const frames = Math.floor(samples / frameSamples)
    await team.stopBeyond(frames)
    const rest = planRest(team.end, frames, workers - team.atWork)
    rest.forEach((start, index) => {
      team.begin(start, rest[index + 1], samples)
    })
    return { ...decoded, samples }
  })
  beginDue(0)
  await crew.done()

  const { outcome, samples } = await decoding
  const seconds = (performance.now() - started) / 1000
  await rm(spool)
  return { outcome: { ...outcome, seconds }, seams: await splice({ slices: team.slices, mp3, samples, signal }) }
}

/** The slices by the declared duration. The last one ends early: where it turns out to end is encoded with the rest. */
const plan = (frames: number, workers: number): { start: number; end: number | undefined }[] => {
  const starts = planStarts(frames, workers)
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? planEnd(start, frames) }))
}
