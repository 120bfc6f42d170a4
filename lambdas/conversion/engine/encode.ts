import type { Readable } from 'node:stream'
import { formats } from '../../shared/audio/formats'
import { decodeFilters } from './decode-filters'
import type { Stream } from './diagnose'
import { type FfmpegOutcome, runFfmpeg } from './ffmpeg'
import { guardedInput } from './guard'
import { highestBitrate, mp3Channels, mp3FrameSamples, mp3SampleRate } from './mp3-format'
import { outSeconds } from './progress'
import { type Tags, tagArguments } from './tags'
import type { ConvertOptions, Limits } from './types'

export interface Encoding {
  readonly ffmpeg: string
  readonly url: string
  readonly stream: Stream
  readonly tags: Tags
  readonly options: ConvertOptions
  readonly limits: Limits
  readonly signal: AbortSignal
  /** Seconds of audio so far. */
  readonly onSeconds: (seconds: number) => void
}

/** Decodes and encodes in one ffmpeg, with one LAME. @param read takes the MP3: ID3 and frames of audio */
export const encode = (encoding: Encoding, read: (mp3: Readable) => Promise<void>): Promise<FfmpegOutcome> =>
  runFfmpeg({
    ffmpeg: encoding.ffmpeg,
    args: encodeArguments(encoding),
    signal: encoding.signal,
    read,
    onProgress: secondsOf(encoding.onSeconds),
  })

// biome-ignore format: an option and its value on one line
const encodeArguments = (encoding: Encoding): string[] => [
  ...reporting,
  ...decoding(encoding),
  ...tagArguments(encoding.tags), '-id3v2_version', '4',
  ...lame(encoding),
  '-fs', String(encoding.limits.maxOutputBytes),
  ...asFrames, 'pipe:1',
]

/** Frames of audio and nothing that describes them: the Xing/LAME header is ours (`mp3-writer.ts`). */
export const asFrames = ['-write_xing', '0', '-flush_packets', '0', '-f', 'mp3']

/** What the sound is decoded to: what was asked for, else what is nearest to the source. */
export const pcmFormat = ({ stream, options }: Pick<Encoding, 'stream' | 'options'>) => {
  const sampleRate = options.sampleRate ?? mp3SampleRate(stream.sampleRate)
  const channels = options.channels ?? mp3Channels(stream.channels ?? 2)
  return { sampleRate, channels, frameSamples: mp3FrameSamples(sampleRate) }
}

/** Options that decode the chosen sound of a source to what is encoded. */
// biome-ignore format: an option and its value on one line
export const decoding = (encoding: Pick<Encoding, 'url' | 'stream' | 'options' | 'limits'>): string[] => [
  ...guardedInput(encoding.url),
  '-map', `0:a:${encoding.stream.index}`, '-vn', '-sn', '-dn',
  '-af', decodeFilters(encoding.options, pcmFormat(encoding)),
  // ffmpeg stops there as if the source ended; a second more than allowed shows that it did not.
  '-t', String(encoding.limits.maxSeconds + 1),
]

/** Options that encode. */
export const lame = ({ stream, options }: Pick<Encoding, 'stream' | 'options'>): string[] => {
  if (options.vbr !== undefined) return ['-c:a', 'libmp3lame', '-q:a', String(options.vbr)]
  const asked = options.bitrate ?? formats.mp3.bitrate?.usual ?? 0
  const bitrate = Math.min(asked, highestBitrate(pcmFormat({ stream, options }).sampleRate))
  return ['-c:a', 'libmp3lame', '-b:a', `${bitrate}k`]
}

/** Options with which ffmpeg tells what it counted, and how far it is. */
export const reporting = ['-loglevel', 'verbose', '-progress', 'pipe:3', '-stats_period', '0.5']

/** Listens to `-progress` for how far it is. */
export const secondsOf = (onSeconds: (seconds: number) => void): ((text: string) => void) => {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const seconds = outSeconds(line)
      if (seconds !== undefined) onSeconds(seconds)
    }
  }
}
