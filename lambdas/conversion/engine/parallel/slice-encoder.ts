import { asFrames, type Encoding, encoder, mp3Format, reporting, secondsOf } from '../encode'
import { runFfmpeg } from '../ffmpeg'
import { spoolInput } from '../guard'
import { parseSummary } from '../summary'
import { FallbackError } from './fallback'
import { OVERLAP, PRE_ROLL } from './plan'

/** Bytes of a sample of one channel: ffmpeg decodes to 32-bit floats, which LAME gets unchanged. */
export const SAMPLE_BYTES = 4

/** A stretch of the sound with an encoder of its own. */
export interface Slice {
  /** The first frame wanted of it. */
  readonly start: number
  /** The first frame that is the next slice's; `undefined`: it goes to the end of the sound. */
  readonly end: number | undefined
  readonly path: string
}

export interface SliceEncoding {
  readonly encoding: Encoding
  readonly slice: Slice
  readonly spool: string
  /** Of the whole sound, per channel; not looked at when the slice has an end. */
  readonly samples: number
  readonly signal: AbortSignal
  /** Seconds of the slice so far. */
  readonly onSeconds: (seconds: number) => void
}

/**
 * Encodes a slice of the spool, waiting for what is still to be decoded if the slice has an end.
 *
 * @throws FallbackError when it did not encode every sample
 */
export const encodeSlice = async (order: SliceEncoding): Promise<void> => {
  const { encoding, slice, spool, samples, signal, onSeconds } = order
  const { start, end, path } = slice
  const { sampleRate, channels, frameSamples } = mp3Format(encoding)
  const first = Math.max(start - PRE_ROLL, 0) * frameSamples
  const wanted = end === undefined ? samples - first : (end + OVERLAP) * frameSamples - first
  const outcome = await runFfmpeg({
    ffmpeg: encoding.ffmpeg,
    // biome-ignore format: an option and its value on one line
    args: [
      ...reporting, '-y',
      ...spoolInput({
        path: spool, sampleRate, channels,
        from: first * channels * SAMPLE_BYTES,
        seconds: end === undefined ? undefined : wanted / sampleRate,
      }),
      '-map_metadata', '-1', '-id3v2_version', '0',
      ...encoder(encoding),
      '-fs', String(encoding.limits.maxOutputBytes),
      ...asFrames, path,
    ],
    signal,
    onProgress: secondsOf(onSeconds),
  })
  const encoded = parseSummary(outcome.stderr)?.samplesEncoded
  // ffmpeg takes a duration in microseconds, so that the last sample of an overlap may be left out.
  const isWhole = encoded !== undefined && Math.abs(encoded - wanted) <= (end === undefined ? 0 : 1)
  if (outcome.exitCode !== 0 || !isWhole) {
    const { exitCode, killedBy, stderr } = outcome
    throw new FallbackError('encoder', JSON.stringify({ start, end, exitCode, killedBy, wanted, encoded, stderr }))
  }
}
