import type { Readable } from 'node:stream'
import { type FfmpegOutcome, runFfmpeg } from './ffmpeg'
import { guardedInput } from './guard'
import { highestBitrate, mp3Channels, mp3FrameSamples, mp3SampleRate } from './mp3-format'
import type { AudioStream } from './probe'
import { outSeconds } from './progress'
import { type Tags, tagArguments } from './tags'
import type { ConvertOptions, Limits } from './types'

export interface Encoding {
  readonly ffmpeg: string
  readonly url: string
  readonly stream: AudioStream & { readonly sampleRate: number }
  readonly tags: Tags
  readonly options: ConvertOptions
  readonly limits: Limits
  readonly signal: AbortSignal
  /** Seconds of audio so far. */
  readonly onSeconds: (seconds: number) => void
}

/** Decodes and encodes the first audio stream in one ffmpeg, with one LAME. @param read takes the MP3: ID3 and frames of audio */
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

/** What is encoded: the first audio stream, as MP3 can carry it. */
export const pcmFormat = ({ stream }: Pick<Encoding, 'stream'>) => {
  const sampleRate = mp3SampleRate(stream.sampleRate)
  return { sampleRate, channels: mp3Channels(stream.channels ?? 2), frameSamples: mp3FrameSamples(sampleRate) }
}

/** Options that decode a source to what is encoded. */
export const decoding = ({ url, stream, limits }: Pick<Encoding, 'url' | 'stream' | 'limits'>): string[] => {
  const { sampleRate, channels } = pcmFormat({ stream })
  // biome-ignore format: an option and its value on one line
  return [
    ...guardedInput(url),
    '-map', '0:a:0', '-vn', '-sn', '-dn',
    '-ar', String(sampleRate), '-ac', String(channels),
    // ffmpeg stops there as if the source ended; a second more than allowed shows that it did not.
    '-t', String(limits.maxSeconds + 1),
  ]
}

/** Options that encode. */
export const lame = ({ stream, options }: Pick<Encoding, 'stream' | 'options'>): string[] => {
  const bitrate = Math.min(options.bitrate, highestBitrate(pcmFormat({ stream }).sampleRate))
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
