import { stat } from 'node:fs/promises'
import { decoding, type Encoding, mp3Format } from '../encode'
import { type FfmpegOutcome, runFfmpeg } from '../ffmpeg'
import { parseSummary, type Summary } from '../summary'
import { FallbackError } from './fallback'
import { SAMPLE_BYTES } from './slice-encoder'

/** A source that was decoded to its end. */
export interface Decoded {
  readonly outcome: FfmpegOutcome
  readonly summary: Summary | undefined
}

/** Bytes of decoded sound. */
export const spoolBytes = (encoding: Encoding, samples: number): number =>
  samples * mp3Format(encoding).channels * SAMPLE_BYTES

/**
 * Decodes the source into an existing file, as raw samples: at full speed, while encoders read what is already there.
 * How it went, and whether the source was whole, is for the caller to judge.
 *
 * @throws FallbackError when there is no room for it
 */
export const decodeToSpool = async (encoding: Encoding, path: string, signal: AbortSignal): Promise<Decoded> => {
  const { ffmpeg, limits } = encoding
  const outcome = await runFfmpeg({
    ffmpeg,
    // biome-ignore format: an option and its value on one line
    args: [
      '-loglevel', 'verbose', '-y',
      ...decoding(encoding),
      '-c:a', 'pcm_f32le',
      '-fs', String(limits.maxSpoolBytes),
      '-f', 'f32le', path,
    ],
    signal,
    onMeasured: encoding.peaks.listen(),
  })
  const { size } = await stat(path)
  const summary = parseSummary(outcome.stderr)
  const isFull = size >= limits.maxSpoolBytes || /No space left on device/.test(outcome.stderr)
  if (isFull) throw new FallbackError('spool', `the spool is full with ${size} bytes`)
  if (summary && size !== spoolBytes(encoding, summary.samplesEncoded))
    throw new FallbackError('spool', `${size} bytes for ${summary.samplesEncoded} samples`)
  return { outcome, summary }
}
