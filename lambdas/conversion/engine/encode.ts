import type { FfmpegOutcome } from './ffmpeg'
import { runFfmpeg } from './ffmpeg'
import { guardedInput } from './guard'
import { highestBitrate, mp3Channels, mp3SampleRate } from './mp3-format'
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
  /** Where the MP3 goes: a file, since ffmpeg comes back to its start to write the Xing/LAME header. */
  readonly output: string
  readonly signal: AbortSignal
  /** Seconds of audio so far. */
  readonly onSeconds: (seconds: number) => void
}

/** Decodes and encodes the first audio stream in one ffmpeg, with one LAME. */
export const encode = (encoding: Encoding): Promise<FfmpegOutcome> => {
  let rest = ''
  return runFfmpeg({
    ffmpeg: encoding.ffmpeg,
    args: encodeArguments(encoding),
    signal: encoding.signal,
    onOutput: (text) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const seconds = outSeconds(line)
        if (seconds !== undefined) encoding.onSeconds(seconds)
      }
    },
  })
}

// biome-ignore format: an option and its value on one line
const encodeArguments = ({ url, stream, tags, options, limits, output }: Omit<Encoding, 'signal' | 'onSeconds'>): string[] => {
  const sampleRate = mp3SampleRate(stream.sampleRate)
  return [
    '-loglevel', 'verbose', '-progress', 'pipe:1', '-stats_period', '0.5',
    ...guardedInput(url),
    '-map', '0:a:0', '-vn', '-sn', '-dn',
    ...tagArguments(tags), '-id3v2_version', '4',
    '-c:a', 'libmp3lame', '-b:a', `${Math.min(options.bitrate, highestBitrate(sampleRate))}k`,
    '-ar', String(sampleRate), '-ac', String(mp3Channels(stream.channels ?? 2)),
    // ffmpeg stops at these as if the source ended there; a second more than allowed shows that it did.
    '-t', String(limits.maxSeconds + 1), '-fs', String(limits.maxOutputBytes),
    '-f', 'mp3', output,
  ]
}
