import { maxStreams } from '../ffmpeg/guard'
import type { Probe } from '../ffmpeg/probe'
import { ConversionError } from '../model/reasons'
import type { ConvertOptions, Limits } from '../model/types'
import type { Structure } from '../source/structure'
import { chooseTrack, type NumberedTrack } from './choose-track'

/** What is known about a source before it is converted. */
export interface SourceFacts {
  /** Bytes that are there. */
  readonly size: number
  readonly structure: Structure | undefined
  readonly probe: Probe | undefined
  /** What ffmpeg said while probing. */
  readonly stderr: string
}

/** The sound that is converted. */
export interface Stream extends NumberedTrack {
  readonly sampleRate: number
}

export interface UsableSource {
  readonly probe: Probe
  readonly stream: Stream
}

/** The stream to convert. @throws ConversionError when there is none, or one beyond the limits. */
export function usableSource(facts: SourceFacts, options: ConvertOptions, limits: Limits): UsableSource {
  const { probe, structure, stderr: detail } = facts
  if (facts.size === 0) throw new ConversionError('not-media', { message: 'The file is empty.' })
  // 9.0.2 reads on with what it has, 5.1 opens nothing.
  if (/exceeds max_streams/.test(detail)) throw tooManyTracks(detail)
  if (!probe) throw new ConversionError(unreadable(facts), { detail })
  if (probe.audio.length === 0) throw new ConversionError('no-audio', { detail })
  const stream = chooseTrack(probe.audio, options)
  if (stream.codec === 'none') throw new ConversionError('unsupported-codec', { detail })
  const { sampleRate, channels } = stream
  // Text and pictures, too, look like broken MP3 or AAC to ffmpeg; a container with a structure is not there by chance.
  if (!sampleRate) throw new ConversionError(structure || probe.hasVideo ? 'corrupt' : 'not-media', { detail })
  if (sampleRate < limits.minSampleRate || sampleRate > limits.maxSampleRate) {
    const message = `The sound has a sample rate of ${sampleRate} Hz; we convert ${limits.minSampleRate} to ${limits.maxSampleRate} Hz.`
    throw new ConversionError('unsupported-codec', { message })
  }
  if (channels && channels > limits.maxChannels) {
    const message = `The sound has ${channels} channels; we convert up to ${limits.maxChannels}.`
    throw new ConversionError('too-many-channels', { message })
  }
  if (!probe.durationIsEstimate && (probe.duration ?? 0) > limits.maxSeconds) throw tooLong(limits)
  return { probe, stream: { ...stream, sampleRate } }
}

function unreadable({ structure, size }: SourceFacts) {
  if (!structure) return 'not-media'
  return missingShare(structure, size) > 0 ? 'truncated' : 'corrupt'
}

function tooManyTracks(detail: string): ConversionError {
  const message = `The file has more than ${maxStreams} tracks. Please export it with fewer and upload it again.`
  return new ConversionError('unsupported-codec', { message, detail })
}

export function tooLong({ maxSeconds }: Limits): ConversionError {
  const hours = maxSeconds / 3600
  const limit = hours >= 1 ? `${Number(hours.toFixed(1))} hours` : `${maxSeconds} seconds`
  return new ConversionError('too-long', { message: `The sound is longer than the ${limit} that we convert.` })
}

/** Share of the file, 0 to 1, that the container promises and that is not there. */
export function missingShare(structure: Structure | undefined, size: number): number {
  const declared = structure?.declaredSize ?? size
  return Math.max(declared - size, 0) / Math.max(declared, 1)
}
