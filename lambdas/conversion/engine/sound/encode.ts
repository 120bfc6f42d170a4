import type { Readable } from 'node:stream'
import { type FfmpegOutcome, runFfmpeg } from '../ffmpeg/ffmpeg'
import { guardedInput, pcmInput } from '../ffmpeg/guard'
import { outSeconds } from '../ffmpeg/progress'
import type { EncodedSound } from '../formats/file-format'
import type { MetadataArguments } from './metadata'
import { peakFilters } from './peaks'
import type { Plan } from './plan'
import { decodeFilters } from './treatment'
import { seekOptions } from './window'

/** Decodes and encodes in one ffmpeg, with one LAME. @param read takes the MP3: ID3 and frames of audio */
export function encode(
  plan: Plan,
  metadata: MetadataArguments,
  read: (mp3: Readable) => Promise<void>,
): Promise<FfmpegOutcome> {
  return runFfmpeg({
    ffmpeg: plan.ffmpeg,
    args: [...encodeArguments(plan, metadata), 'pipe:1'],
    signal: plan.signal,
    read,
    onProgress: secondsOf(plan.onSeconds),
    onMeasured: plan.peaks.listen(),
  })
}

/** Options of decoding and encoding in one, up to the place where the audio goes. */
export function encodeArguments(plan: Plan, metadata: MetadataArguments): string[] {
  return writing(plan, metadata, sourceInput(plan), decoded(plan))
}

/** The same for raw samples of `plan.pcm` that come through standard input. */
export function encodePcmArguments(plan: Plan, metadata: MetadataArguments): string[] {
  return writing(plan, metadata, pcmInput(plan.pcm), ['-map', '0:a:0'])
}

// biome-ignore format: an option and its value on one line
function writing(plan: Plan, metadata: MetadataArguments, input: readonly string[], sound: readonly string[]): string[] {
return [
  ...reporting,
  ...input, ...metadata.inputs,
  ...sound, ...metadata.output,
  ...plan.format.encoder(plan.options, encodedSound(plan)),
  '-fs', String(plan.limits.maxOutputBytes),
  // The same sound gives the same bytes.
  '-fflags', '+bitexact',
  ...plan.format.muxer(encodedSound(plan)),
]
}

function encodedSound({ stream, pcm }: Plan): EncodedSound {
  return { ...pcm, bits: stream.bits }
}

/**
 * Options that decode the chosen sound of a source to what is encoded.
 *
 * @param filters what it goes through then; unless others are named, those that measure its peaks
 */
// biome-ignore format: an option and its value on one line
export function decoding(plan: Plan, filters?: readonly string[]): string[] {
return [
  ...sourceInput(plan), ...decoded(plan, filters), '-map_metadata', '-1', '-map_chapters', '-1',
]
}

function sourceInput({ url, treatment }: Plan): string[] {
  return [...seekOptions(treatment.window), ...guardedInput(url)]
}

function decoded({ stream, treatment, pcm, limits }: Plan, filters?: readonly string[]): string[] {
  const behind = filters ?? [peakFilters(pcm.sampleRate)]
  // biome-ignore format: an option and its value on one line
  return [
    '-map', `0:a:${stream.index}`,
    '-af', [decodeFilters(treatment, pcm), ...behind].join(','),
    // ffmpeg stops there as if the source ended; a second more than allowed shows that it did not.
    '-t', String(limits.maxSeconds + 1),
  ]
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
