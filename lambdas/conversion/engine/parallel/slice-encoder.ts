import { asFrames, type Encoding, encoder, mp3Format, reporting, secondsOf } from '../encode'
import { runFfmpeg } from '../ffmpeg'
import { spoolInput } from '../guard'
import { parseSummary } from '../summary'
import { FallbackError } from './fallback'
import { OVERLAP, PRE_ROLL } from './plan'

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
  readonly encoding: Encoding
  /** As it is now: its end may come nearer while it is encoded. */
  readonly slice: () => Slice
  /** Where the sound is from `PRE_ROLL` frames before the slice on. */
  readonly input: SlicePlace
  readonly signal: AbortSignal
  /** The only one that it may run on. */
  readonly core: number | undefined
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
export const encodeSlice = async (order: SliceEncoding): Promise<void> => {
  const { encoding, slice, input, signal, enough, onSeconds, core } = order
  const { start, end, path } = slice()
  const { sampleRate, channels, frameSamples } = mp3Format(encoding)
  const samplesTo = (last: number | undefined): number => {
    if (last !== undefined) return (last + OVERLAP - Math.max(start - PRE_ROLL, 0)) * frameSamples
    if (input.left === undefined) throw new TypeError('the sound has no end yet')
    return input.left
  }
  const outcome = await runFfmpeg({
    ffmpeg: encoding.ffmpeg,
    // biome-ignore format: an option and its value on one line
    args: [
      ...reporting, '-y',
      ...spoolInput({ ...input, sampleRate, channels, samples: samplesTo(end), isGrowing: end !== undefined }),
      '-map_metadata', '-1', '-id3v2_version', '0',
      ...encoder(encoding),
      '-fs', String(encoding.limits.maxOutputBytes),
      ...asFrames, path,
    ],
    signal,
    enough,
    onProgress: secondsOf(onSeconds),
    core,
  })
  const { exitCode, killedBy, stderr } = outcome
  const encoded = parseSummary(stderr)?.samplesEncoded ?? 0
  const wanted = samplesTo(slice().end)
  if ((exitCode !== 0 && !enough.aborted) || encoded < wanted)
    throw new FallbackError('encoder', JSON.stringify({ ...slice(), exitCode, killedBy, wanted, encoded, stderr }))
}
