import { type ProgramOutcome, type ProgramRun, runProgram } from '../ffmpeg/run-program'
import { mp3Quality } from '../formats/mp3'
import { ConversionError } from '../model/reasons'
import { secondsOf } from '../sound/encode'
import type { Plan } from '../sound/plan'
import { FallbackError } from './fallback'
import { overlapFrames, preRoll } from './slices'

/**
 * Seconds in which a spool must grow: a reader whose writer was killed, together with us, shall not wait for ever. A source that
 * stands still for longer costs the other encoders, not the conversion: then one makes it all.
 */
const patience = 20

/** A stretch of the sound with an encoder of its own. */
export interface Slice {
  /** The first frame wanted of it. */
  readonly start: number
  /** The first frame that is the next slice's; `undefined`: it goes to the end of the sound. */
  readonly end: number | undefined
  readonly path: string
}

/** Where in the spool an encoder begins. */
export interface SlicePlace {
  readonly path: string
  /** Bytes in front of it. */
  readonly from: number
  /** Samples from there to the sound's end, per channel; `undefined` as long as that is not known. */
  readonly left: number | undefined
}

export interface SliceEncoding {
  readonly plan: Plan
  /** As it is now: its end may come nearer while it is encoded. */
  readonly slice: () => Slice
  /** Where the sound is from `preRoll` frames before the slice on. */
  readonly input: SlicePlace
  readonly signal: AbortSignal
  /** Aborted when the slice's nearer end is reached. */
  readonly enough: AbortSignal
  /** Seconds of the slice so far. */
  readonly onSeconds: (seconds: number) => void
}

/**
 * Encodes a slice of the spool, waiting for what is still to be decoded if the slice has an end; one without begins when all is there.
 *
 * @throws FallbackError when it did not encode every sample
 */
export async function encodeSlice(encoding: SliceEncoding): Promise<void> {
  const { plan, slice, input, signal, enough, onSeconds } = encoding
  const { start, end, path } = slice()
  const { sampleRate, channels, frameSamples } = plan.pcm
  const samplesTo = (last: number | undefined): number => {
    if (last !== undefined) return (last + overlapFrames - Math.max(start - preRoll, 0)) * frameSamples
    if (input.left === undefined) throw new TypeError('the sound has no end yet')
    return input.left
  }
  const settings = {
    input: input.path,
    skip: input.from,
    samples: samplesTo(end),
    rate: sampleRate,
    channels,
    ...mp3Quality(plan.options, sampleRate),
    ...(end !== undefined && { follow: patience }),
    'max-bytes': plan.limits.maxOutputBytes,
    output: path,
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const onProgress = secondsOf(onSeconds)
  const { exitCode, killedBy, stderr } = await run({
    program: plan.encoder,
    args,
    signal,
    enough,
    onProgress,
  })
  const encoded = Number(/^samples=(\d+)$/m.exec(stderr)?.[1] ?? 0)
  const wanted = samplesTo(slice().end)
  if (exitCode !== 0 || encoded < wanted)
    throw new FallbackError('encoder', JSON.stringify({ ...slice(), exitCode, killedBy, wanted, encoded, stderr }))
}

/** Where our encoder does not start, ffmpeg's may. */
async function run(encoder: ProgramRun): Promise<ProgramOutcome> {
  try {
    return await runProgram(encoder)
  } catch (error) {
    if (encoder.signal.aborted || !(error instanceof ConversionError) || error.reason !== 'system') throw error
    throw new FallbackError('encoder', error.detail ?? error.message)
  }
}
