import type { FfmpegOutcome } from '../ffmpeg/ffmpeg'
import type { Probe } from '../ffmpeg/probe'
import type { Summary } from '../ffmpeg/summary'
import { ConversionError } from '../model/reasons'
import type { Limits } from '../model/types'
import type { Mp3Facts } from '../mp3/mp3'
import type { Treatment } from './treatment'
import { missingShare, type SourceFacts, tooLong } from './usable-source'
import { startsTooLate } from './window'

/** The results of decoding a source to its end, for any purpose. */
export interface Decoding extends Decoded {
  readonly facts: SourceFacts
  readonly probe: Probe
  readonly limits: Limits
  readonly treatment: Pick<Treatment, 'window'>
}

/** A source that was decoded to its end. */
export interface Decoded {
  /** Of the ffmpeg that decoded. */
  readonly outcome: FfmpegOutcome
  readonly summary: Summary | undefined
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

/**
 * The same for a source that is decoded, but not encoded to its end.
 *
 * @param sampleRate Hz that it was decoded to
 * @throws ConversionError with what is wrong with the source
 */
export function requireWhole(decoding: Decoding, sampleRate: number): void {
  const error = judge(decoding, (decoding.summary?.samplesEncoded ?? 0) / sampleRate, describe(decoding))
  if (error) throw error
}

/** What is wrong with the source, of which there were so many seconds of sound. */
function judge(decoding: Decoding, seconds: number, detail: string): ConversionError | undefined {
  const { summary, outcome, limits, probe } = decoding
  const fail = (reason: ConversionError['reason']) => new ConversionError(reason, { detail })
  if (isOurFault(decoding)) return fail('system')
  if (seconds > limits.maxSeconds) return tooLong(limits)
  const { start, end } = decoding.treatment.window
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

/** Whether sound is in the part of the file that the container promises and that is not there. */
function hasLostBytes({ facts, probe }: Decoding, seconds: number): boolean {
  const missing = missingShare(facts.structure, facts.size)
  if (missing === 0) return false
  if (facts.structure?.isInPieces) return true
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
  const { facts, outcome, summary, mp3, mp3Problem, outputSize } = evidence
  return JSON.stringify({
    exitCode: outcome.exitCode,
    killedBy: outcome.killedBy ?? undefined,
    size: facts.size,
    declaredSize: facts.structure?.declaredSize,
    declaredSeconds: facts.probe?.duration,
    ...summary,
    samples: mp3?.samples,
    mp3Problem,
    outputSize,
    stderr: outcome.stderr.slice(-2000),
  })
}
