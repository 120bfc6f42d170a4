import { join } from 'node:path'
import { optionsThat } from '../../../../options/table'
import { type FfmpegOutcome, runFfmpeg } from '../ffmpeg/ffmpeg'
import { guardedInput, ownInput } from '../ffmpeg/guard'
import { anyCore } from '../ffmpeg/placement'
import { parseProbe } from '../ffmpeg/probe'
import { parseSummary, type Summary } from '../ffmpeg/summary'
import { homeOf } from '../formats/copies'
import type { FileFormat } from '../formats/file-format'
import { ConversionError } from '../model/reasons'
import type { ConvertOptions, Source } from '../model/types'
import { FrameReader } from '../mp3/frame-reader'
import { readLameTag } from '../mp3/lame-tag'
import { id3Header, id3Size } from '../mp3/mp3'
import { frameHeader } from '../mp3/mp3-header'
import { type Gap, Mp3Writer } from '../mp3/mp3-writer'
import { metadataArguments } from '../sound/metadata'
import type { Plan } from '../sound/plan'
import type { Stream } from '../sound/usable-source'
import { fileSink } from './file-sink'
import { id3Tag } from './id3'

/** Share of a bit rate that it may be off: containers tell averages. */
const sameBitrate = 0.03

/** The file that the sound can be copied to, where a copy is asked for, or the sound is already what is asked for. */
export function copyFormat(options: ConvertOptions, stream: Stream): FileFormat | undefined {
  const home = homeOf(stream.codec)
  if (options.format === 'copy') return home
  const isChanged = optionsThat('changes').some((field) => options[field] !== undefined && options[field] !== false)
  const isOther =
    (options.sampleRate ?? stream.sampleRate) !== stream.sampleRate ||
    (options.channels ?? stream.channels) !== stream.channels ||
    !isBitrate(options.bitrate, stream.bitrate)
  // ALAC is at home in M4A, too, but is not what people mean by it; nor are 32-bit samples what they mean by WAV.
  const codecs = { mp3: ['mp3'], m4a: ['aac'], opus: ['opus'], flac: ['flac'], wav: ['pcm_s16le', 'pcm_s24le'] }
  const isSame = codecs[options.format].includes(stream.codec)
  return isSame && !isChanged && !isOther && options.chapters !== 'split' ? home : undefined
}

function isBitrate(asked: number | undefined, there: number | undefined): boolean {
  return asked === undefined || (there !== undefined && Math.abs(asked - there) <= asked * sameBitrate)
}

export interface Copied {
  readonly path: string
  /** Of the copying. */
  readonly outcome: FfmpegOutcome
  readonly summary: Summary
  /** kb/s, of MP3, where it is constant. */
  readonly bitrate?: number
}

/**
 * Copies the sound, packet by packet, into a file of the directory, and looks whether it decodes at its beginning and at its end.
 *
 * @param plan whose format is that of the copy
 * @throws ConversionError `system` when the copy is not whole, `unsupported-codec` when no file can hold the sound as it is
 */
export async function copySound(plan: Plan): Promise<Copied> {
  const { directory, format, stream } = plan
  const path = join(directory, `copy.${format.extension}`)
  const made = format.container === 'mp3' ? await copyMp3(plan, path) : await copyFile(plan, path)
  const { seconds } = await lookInto(plan, path)
  const samplesEncoded = made.samples ?? Math.round(seconds * stream.sampleRate)
  const summary = { packetsRead: made.packets, decodeErrors: 0, samplesEncoded }
  return { path, outcome: made.outcome, summary, ...(made.bitrate !== undefined && { bitrate: made.bitrate }) }
}

interface CopyMade {
  readonly outcome: FfmpegOutcome
  readonly packets: number
  readonly samples?: number
  readonly bitrate?: number | undefined
}

async function copyFile(plan: Plan, path: string): Promise<CopyMade> {
  const outcome = await runFfmpeg({
    ffmpeg: plan.ffmpeg,
    args: [...(await copyArguments(plan)), path],
    signal: plan.signal,
    core: anyCore(),
  })
  if (/Could not write header/.test(outcome.stderr)) {
    const message = 'No file that we make holds this sound unchanged. Please choose another format, such as FLAC.'
    throw new ConversionError('unsupported-codec', { message, detail: outcome.stderr.slice(-2000) })
  }
  const { packets, bytes } = countedIn(outcome)
  const { codec, channels } = plan.stream
  const frameBytes = channels && sampleBytes(codec) * channels
  return { outcome, packets, ...(frameBytes && { samples: Math.floor(bytes / frameBytes) }) }
}

/** Bytes of a sample of one channel of sound that is not compressed; 0 where a sample has no bytes of its own. */
function sampleBytes(codec: string): number {
  if (codec === 'pcm_alaw' || codec === 'pcm_mulaw') return 1
  return Number(/^pcm_[suf](8|16|24|32|64)(?:[lb]e)?$/.exec(codec)?.[1] ?? 0) / 8
}

/** ffmpeg's header of an MP3 would count neither the encoder's delay nor its padding: those of the source go into one of ours. */
async function copyMp3(plan: Plan, path: string): Promise<CopyMade> {
  const { source, ffmpeg, signal } = plan
  const args = [...(await copyArguments(plan)), 'pipe:1']
  const writer = new Mp3Writer(fileSink({ audio: path }), false)
  writer.begin(id3Tag(plan.metadata))
  try {
    const outcome = await runFfmpeg({
      ffmpeg,
      args,
      signal,
      core: anyCore(),
      read: (output) => writer.copy(new FrameReader(output)),
    })
    const { mp3, mp3Problem } = writer.inspectCopy(await gapOf(source, signal))
    if (!mp3) {
      const message =
        'The format of this MP3 changes partway through, so it cannot be kept as it is. Please choose a format, such as MP3 at 192 kb/s.'
      throw new ConversionError('unsupported-codec', { message, detail: `the copy is not an MP3: ${mp3Problem}` })
    }
    const { packets } = countedIn(outcome)
    await writer.finish()
    return { outcome, packets, samples: mp3.samples, bitrate: mp3.bitrate }
  } catch (error) {
    await writer.abort()
    throw error
  }
}

async function copyArguments({ url, stream, format, metadata, directory, limits }: Plan): Promise<string[]> {
  const written = await metadataArguments(metadata, format.metadata, directory)
  // biome-ignore format: an option and its value on one line
  return [
  '-loglevel', 'verbose',
  ...guardedInput(url), ...written.inputs,
  '-map', `0:a:${stream.index}`,
  '-c:a', 'copy',
  ...written.output,
  '-fs', String(limits.maxOutputBytes),
  '-fflags', '+bitexact',
  ...format.muxer({ sampleRate: stream.sampleRate, channels: stream.channels ?? 2, bits: stream.bits }),
]
}

/** Bytes are those of the sound. @throws ConversionError when not every packet that came in went out */
function countedIn({ stderr, exitCode }: FfmpegOutcome): { readonly packets: number; readonly bytes: number } {
  // The last lines that say so: what comes before may be the file's own words.
  const [, read] = [...stderr.matchAll(/Input stream #0:\d+ \(audio\): ([1-9]\d*) packets read/g)].at(-1) ?? []
  const muxed = /Output stream #0:0 \(audio\): (\d+) packets muxed \((\d+) bytes\)/g
  const [, written, bytes] = [...stderr.matchAll(muxed)].at(-1) ?? []
  if (exitCode === 0 && read !== undefined && read === written) return { packets: Number(read), bytes: Number(bytes) }
  throw new ConversionError('system', {
    detail: JSON.stringify({ exitCode, read, written, stderr: stderr.slice(-2000) }),
  })
}

/** Seconds at each end that are decoded: all of it would take as long as everything else together. */
const lookedInto = 10

async function lookInto({ ffmpeg, format, signal }: Plan, path: string): Promise<{ readonly seconds: number }> {
  const look = async (...place: readonly string[]) => {
    // biome-ignore format: an option and its value on one line
    const args = [
      '-loglevel', 'verbose', ...place, ...ownInput(path, format.demuxer),
      '-map', '0:a:0', '-t', String(lookedInto), '-f', 'null', '-',
    ]
    const { exitCode, stderr } = await runFfmpeg({ ffmpeg, args, signal })
    const summary = parseSummary(stderr)
    const duration = parseProbe(stderr)?.duration
    if (exitCode === 0 && duration && summary && summary.samplesEncoded > 0 && summary.decodeErrors <= 1)
      return duration
    throw new ConversionError('system', { detail: `the copy does not decode: ${stderr.slice(-2000)}` })
  }
  const seconds = await look()
  if (seconds > lookedInto) await look('-sseof', `-${lookedInto}`)
  return { seconds }
}

/** Samples of an MP3 file that are the encoder's, as its LAME tag tells them; none known otherwise. */
async function gapOf(source: Source, signal: AbortSignal): Promise<Gap> {
  const read = async (start: number, length: number) => {
    const pieces: Buffer[] = []
    for await (const piece of await source.read(start, Math.min(start + length, source.size), signal))
      pieces.push(piece)
    return Buffer.concat(pieces)
  }
  const start = id3Size(await read(0, id3Header))
  if (start >= source.size) return { delay: 0, padding: 0 }
  const bytes = await read(start, 2048)
  const header = frameHeader(bytes, 0)
  const tag = header && readLameTag(bytes.subarray(0, header.length), header, start)
  return { delay: tag?.delay ?? 0, padding: tag?.padding ?? 0 }
}
