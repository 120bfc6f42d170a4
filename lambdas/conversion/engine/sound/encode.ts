import type { Readable } from 'node:stream'
import { type FfmpegOutcome, runFfmpeg } from '../ffmpeg/ffmpeg'
import { guardedInput, pcmInput } from '../ffmpeg/guard'
import { outSeconds } from '../ffmpeg/progress'
import { fileFormats } from '../formats'
import type { EncodedSound, FileFormat } from '../formats/file-format'
import { mp3FrameSamples } from '../formats/mp3'
import type { ConvertOptions, Limits } from '../model/types'
import type { Stream } from './diagnose'
import type { MetadataArguments } from './metadata'
import { type PeakMeter, peakFilters } from './peaks'
import { decodeFilters, type PcmFormat, type Treatment } from './treatment'
import { seekOptions } from './window'

export interface Encoding {
  readonly ffmpeg: string
  /** Our `slice-encoder`. */
  readonly encoder: string
  readonly url: string
  readonly stream: Stream
  readonly metadata: MetadataArguments
  readonly options: ConvertOptions
  readonly treatment: Treatment
  readonly limits: Limits
  readonly peaks: PeakMeter
  readonly signal: AbortSignal
  /** Seconds of audio so far. */
  readonly onSeconds: (seconds: number) => void
}

/** Decodes and encodes in one ffmpeg, with one LAME. @param read takes the MP3: ID3 and frames of audio */
export function encode(encoding: Encoding, read: (mp3: Readable) => Promise<void>): Promise<FfmpegOutcome> {
  return runFfmpeg({
    ffmpeg: encoding.ffmpeg,
    args: [...encodeArguments(encoding), 'pipe:1'],
    signal: encoding.signal,
    read,
    onProgress: secondsOf(encoding.onSeconds),
    onMeasured: encoding.peaks.listen(),
  })
}

/** Options of decoding and encoding in one, up to the place where the audio goes. */
export function encodeArguments(encoding: Encoding): string[] {
  return writing(encoding, sourceInput(encoding), decoded(encoding))
}

/** The same for raw samples of `pcmFormat` that come through standard input. */
export function encodePcmArguments(encoding: Encoding): string[] {
  return writing(encoding, pcmInput(pcmFormat(encoding)), ['-map', '0:a:0'])
}

// biome-ignore format: an option and its value on one line
function writing(encoding: Encoding, input: readonly string[], sound: readonly string[]): string[] {
return [
  ...reporting,
  ...input, ...encoding.metadata.inputs,
  ...sound, ...encoding.metadata.output,
  ...encoder(encoding),
  '-fs', String(encoding.limits.maxOutputBytes),
  // The same sound gives the same bytes.
  '-fflags', '+bitexact',
  ...fileFormatOf(encoding.options).muxer(encodedSound(encoding)),
]
}

/** @throws TypeError for a copy, which is not encoded */
export function fileFormatOf({ format }: ConvertOptions): FileFormat {
  if (format === 'copy') throw new TypeError('a copy is not encoded')
  return fileFormats[format]
}

type Chosen = Pick<Encoding, 'stream' | 'options'>

/** What the sound is decoded to: what was asked for, else what is nearest to the source. */
export function pcmFormat({ stream, options }: Chosen): PcmFormat {
  const format = fileFormatOf(options)
  const sampleRate = options.sampleRate ?? format.sampleRate(stream.sampleRate)
  const { channels: there = 2 } = stream
  const channels = options.channels ?? (there <= format.maxChannels ? there : 2)
  const layout = channels === 1 ? 'mono' : channels === 2 ? 'stereo' : undefined
  return { sampleRate, channels, layout }
}

/** The same for MP3, with the samples of a frame. */
export function mp3Format(chosen: Chosen) {
  const { sampleRate, channels } = pcmFormat(chosen)
  return { sampleRate, channels, frameSamples: mp3FrameSamples(sampleRate) }
}

/** Whether the sound gets another sample rate. */
export function isResampled({ stream, options }: Chosen): boolean {
  return options.format !== 'copy' && pcmFormat({ stream, options }).sampleRate !== stream.sampleRate
}

function encodedSound({ stream, options }: Chosen): EncodedSound {
  return {
    ...pcmFormat({ stream, options }),
    bits: stream.bits,
  }
}

type Decoding = Pick<Encoding, 'url' | 'stream' | 'options' | 'treatment' | 'limits'>

/**
 * Options that decode the chosen sound of a source to what is encoded.
 *
 * @param filters what it goes through then; unless others are named, those that measure its peaks
 */
// biome-ignore format: an option and its value on one line
export function decoding(encoding: Decoding, filters?: readonly string[]): string[] {
return [
  ...sourceInput(encoding), ...decoded(encoding, filters), '-map_metadata', '-1', '-map_chapters', '-1',
]
}

function sourceInput({ url, treatment }: Pick<Encoding, 'url' | 'treatment'>): string[] {
  return [...seekOptions(treatment.window), ...guardedInput(url)]
}

function decoded(encoding: Omit<Decoding, 'url'>, filters?: readonly string[]): string[] {
  const pcm = pcmFormat(encoding)
  const behind = filters ?? [peakFilters(pcm.sampleRate)]
  // biome-ignore format: an option and its value on one line
  return [
    '-map', `0:a:${encoding.stream.index}`,
    '-af', [decodeFilters(encoding.treatment, pcm), ...behind].join(','),
    // ffmpeg stops there as if the source ended; a second more than allowed shows that it did not.
    '-t', String(encoding.limits.maxSeconds + 1),
  ]
}

/** Options that encode. */
export function encoder(chosen: Chosen): string[] {
  return fileFormatOf(chosen.options).encoder(chosen.options, encodedSound(chosen))
}

/** Options with which ffmpeg tells what it counted, and how far it is. */
export const reporting = ['-loglevel', 'verbose', '-progress', 'pipe:3', '-stats_period', '0.1']

/** Listens to `-progress` for how far it is. */
export function secondsOf(onSeconds: (seconds: number) => void): (text: string) => void {
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
