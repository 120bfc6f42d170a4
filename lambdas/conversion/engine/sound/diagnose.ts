import type { FfmpegOutcome } from '../ffmpeg/ffmpeg'
import { maxStreams } from '../ffmpeg/guard'
import type { Probe } from '../ffmpeg/probe'
import type { Summary } from '../ffmpeg/summary'
import { ConversionError } from '../model/reasons'
import type { ConvertOptions, Limits } from '../model/types'
import type { Mp3Facts } from '../mp3/mp3'
import type { Structure } from '../source/structure'
import { type Chosen, chooseTrack } from './choose-track'
import { startsTooLate, type Window } from './window'

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
export interface Stream extends Chosen {
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

function tooLong({ maxSeconds }: Limits): ConversionError {
  const hours = maxSeconds / 3600
  const limit = hours >= 1 ? `${Number(hours.toFixed(1))} hours` : `${maxSeconds} seconds`
  return new ConversionError('too-long', { message: `The sound is longer than the ${limit} that we convert.` })
}

/** The results of decoding a source to its end, for any purpose. */
export interface Decoding {
  readonly source: SourceFacts
  readonly probe: Probe
  readonly window: Window
  /** Of the ffmpeg that decoded. */
  readonly outcome: FfmpegOutcome
  readonly summary: Summary | undefined
  readonly limits: Limits
}

/** What a conversion left behind. */
export interface Evidence extends Decoding {
  /** `undefined` when there is no file, or none that is whole. */
  readonly mp3: Mp3Facts | undefined
  /** Why not. */
  readonly mp3Problem?: string
  /** Bytes of the file. */
  readonly outputSize: number
}

/** Seconds of audio that may be missing at the end: the last packet of a stream, the rounding of a declared duration. */
const exact = 0.1
/** Share of packets that may be damaged, as in a recording over the air, before the audio is called corrupt. */
const damaged = 0.02

/**
 * What went wrong, if anything: first by what can be counted and compared, and by messages only where nothing else tells,
 * since exit codes and messages differ between versions of ffmpeg and a truncated file often gives neither.
 */
export function diagnose(evidence: Evidence): ConversionError | undefined {
  const { summary, mp3, limits } = evidence
  const seconds = summary && mp3 ? summary.samplesEncoded / mp3.sampleRate : 0
  const detail = describe(evidence)
  if (evidence.outputSize >= limits.maxOutputBytes && !isOurFault(evidence)) return tooLong(limits)
  const error = judge(evidence, seconds, detail)
  if (error) return error
  return mp3 && summary && isWhole(mp3, summary) ? undefined : new ConversionError('system', { detail })
}

/** The same for a source that is decoded, but not encoded to its end. @param sampleRate Hz that it was decoded to */
export function diagnoseDecoding(decoding: Decoding, sampleRate: number): ConversionError | undefined {
  return judge(decoding, (decoding.summary?.samplesEncoded ?? 0) / sampleRate, describe(decoding))
}

/** What is wrong with the source, of which there were so many seconds of sound. */
function judge(decoding: Decoding, seconds: number, detail: string): ConversionError | undefined {
  const { summary, outcome, limits, probe } = decoding
  const fail = (reason: ConversionError['reason']) => new ConversionError(reason, { detail })
  if (isOurFault(decoding)) return fail('system')
  if (seconds > limits.maxSeconds) return tooLong(limits)
  const { start, end } = decoding.window
  const reached = start + seconds
  const isThere = end !== undefined && reached >= end - exact
  if (!isThere && hasLostBytes(decoding, reached)) return fail('truncated')
  if (seconds === 0 && start > 0 && outcome.exitCode === 0) return startsTooLate(start)
  if (summary && isEmpty(summary) && outcome.exitCode === 0) return emptyTrack(detail)
  if (seconds === 0 || outcome.exitCode !== 0)
    return fail(isUnknownCodec(outcome.stderr) ? 'unsupported-codec' : 'corrupt')
  // A cut file ends in the middle of a packet, so one error says nothing.
  const { decodeErrors = 0, packetsRead = 0 } = summary ?? {}
  const isDamaged = decodeErrors > 1 && (decodeErrors > packetsRead * damaged || (!isThere && isShort(probe, reached)))
  if (isDamaged) return fail('corrupt')
  if (isThere) return undefined
  if (hasLostEnd(decoding, reached)) return fail('truncated')
  // A whole file, of which much was skipped.
  return decodeErrors > 0 && isShort(probe, reached) ? fail('corrupt') : undefined
}

/** Nothing to read, or packets that hold nothing: without an error, it is what the file says of itself. */
function isEmpty({ packetsRead, decodeErrors, samplesEncoded }: Summary): boolean {
  return samplesEncoded === 0 && decodeErrors === 0 && packetsRead <= 1
}

function emptyTrack(detail: string): ConversionError {
  const message = 'The file has a sound track, but there is no sound in it, so there is nothing to convert.'
  return new ConversionError('no-audio', { message, detail })
}

function isOurFault({ outcome }: Decoding): boolean {
  return outcome.killedBy !== null || /No space left on device/.test(outcome.stderr)
}

/** Share of the file, 0 to 1, that the container promises and that is not there. */
function missingShare(structure: Structure | undefined, size: number): number {
  const declared = structure?.declaredSize ?? size
  return Math.max(declared - size, 0) / Math.max(declared, 1)
}

/** Whether sound is in the part of the file that the container promises and that is not there. */
function hasLostBytes({ source, probe }: Decoding, seconds: number): boolean {
  const missing = missingShare(source.structure, source.size)
  if (missing === 0) return false
  if (source.structure?.isInPieces) return true
  // Only these write the duration down; others take it from the size, where a cut file looks whole.
  const writesDuration = ['mov', 'matroska', 'flv'].includes(probe.container) && !probe.durationIsEstimate
  if (writesDuration && probe.duration !== undefined) return seconds < probe.duration - exact
  return seconds === 0 || (seconds * missing) / (1 - missing) > exact
}

/** Whether the sound ends before its time in a file that does not say how many bytes it has. */
function hasLostEnd({ probe, outcome }: Decoding, seconds: number): boolean {
  if (!isShort(probe, seconds)) return false
  // With pictures, the sound may rightly end before them.
  return !probe.hasVideo || /ended prematurely|partial file|Packet corrupt|Truncat/i.test(outcome.stderr)
}

function isShort({ container, duration, durationIsEstimate }: Probe, seconds: number): boolean {
  if (duration === undefined || durationIsEstimate) return false
  // These count samples or frames. The encoder's delay and the decoder's are up to four frames at 22.05 kHz and above.
  const mayMiss = ['flac', 'mp3'].includes(container) ? 0.2 : Math.max(1, duration / 100)
  return seconds < duration - mayMiss
}

function isUnknownCodec(stderr: string): boolean {
  return /Decoder .*not found|no decoder found|Decoding requested, but/i.test(stderr)
}

/** Every sample that went in comes out again, and every byte is the one that was written. */
export function isWhole(mp3: Mp3Facts, { samplesEncoded }: Pick<Summary, 'samplesEncoded'>): boolean {
  const { tag, samples, frameSamples } = mp3
  // ffmpeg's padding falls short by less than a frame at low sample rates: see `withPadding`.
  const mayExceed = frameSamples === 576 ? frameSamples : 1
  const hasAll = samples >= samplesEncoded && samples < samplesEncoded + mayExceed
  return hasAll && tag?.frames === mp3.frames && tag.audioCrc === mp3.audioCrc && tag.bytes > mp3.audioBytes
}

function describe(evidence: Decoding & Partial<Evidence>): string {
  const { source, outcome, summary, mp3, mp3Problem, outputSize } = evidence
  return JSON.stringify({
    exitCode: outcome.exitCode,
    killedBy: outcome.killedBy ?? undefined,
    size: source.size,
    declaredSize: source.structure?.declaredSize,
    declaredSeconds: source.probe?.duration,
    ...summary,
    samples: mp3?.samples,
    mp3Problem,
    outputSize,
    stderr: outcome.stderr.slice(-2000),
  })
}
