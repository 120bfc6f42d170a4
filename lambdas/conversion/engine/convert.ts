import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { copyFormat, copySound } from './copy'
import { makeCover } from './cover'
import { type Decoding, diagnose, diagnoseDecoding, type SourceFacts, usableSource } from './diagnose'
import { type Encoding, fileFormatOf, pcmFormat } from './encode'
import type { FfmpegOutcome } from './ffmpeg'
import type { FileFormat } from './formats/file-format'
import { mp3 } from './formats/mp3'
import { id3Tag } from './id3'
import { handOver, makeFile, requireRoom, sizeOf, verifyFile } from './make-file'
import { makeMp3 } from './make-mp3'
import { type Metadata, metadataArguments, wantedChapters } from './metadata'
import type { Decoded } from './parallel/spool'
import { PeakMeter, writePeaks } from './peaks'
import { prepare } from './prepare'
import { probe } from './probe'
import { createMeter, type Meter } from './progress'
import { type RangeServer, serveRanges } from './range-server'
import { ConversionError } from './reasons'
import { isProtected, readStructure, type Structure } from './structure'
import { parseSummary, type Summary } from './summary'
import { mergeTags } from './tags'
import {
  type ConvertEnvironment,
  type ConvertOptions,
  type ConvertResult,
  defaultLimits,
  type Limits,
  type Progress,
  type Sink,
  type SinkOutput,
  type Source,
} from './types'
import { windowOf, windowSeconds } from './window'

/**
 * Converts a sound of a source into gapless audio. The sink gets it while it is made, and is told that it is
 * whole once it is verified. Whatever happens, no process, connection, file or half output is left when the promise has settled.
 *
 * @throws ConversionError with the reason; `signal.reason` when aborted; what the sink or `onProgress` throws.
 */
export const convert = async (
  source: Source,
  options: ConvertOptions,
  sink: Sink,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
  env: ConvertEnvironment,
): Promise<ConvertResult> => {
  signal.throwIfAborted()
  const started = performance.now()
  const limits = { ...defaultLimits, ...env.limits }
  const directory = await mkdtemp(join(env.workDirectory, 'conversion-'))
  const stop = new AbortController()
  const outputs = trackOutputs(sink, stop)
  const deadline = setTimeout(() => stop.abort(new ConversionError('timeout')), limits.timeoutMs)
  const giveUp = () => stop.abort(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  const meter = createMeter((progress) => {
    try {
      onProgress(progress)
    } catch (error) {
      stop.abort(error)
    }
  })
  try {
    const workers = env.workers ?? availableParallelism()
    const { ffmpeg } = env
    const work = { source, options, sink: outputs.sink, limits, ffmpeg, workers, directory, meter, signal: stop.signal }
    const { finish, facts } = await produce(work)
    clearTimeout(deadline)
    meter.finish()
    stop.signal.throwIfAborted()
    await finish()
    return { ...facts, wallSeconds: secondsSince(started) }
  } catch (error) {
    await outputs.abort()
    // Whatever broke after that is a consequence of giving up.
    if (stop.signal.aborted) throw stop.signal.reason
    throw error
  } finally {
    clearTimeout(deadline)
    signal.removeEventListener('abort', giveUp)
    await rm(directory, { recursive: true, force: true })
  }
}

/** A sink that remembers what was opened, and stops everything with what it throws. */
const trackOutputs = (sink: Sink, stop: AbortController) => {
  const opened: SinkOutput[] = []
  const telling = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((error: unknown) => {
      stop.abort(error)
      throw error
    })
  const open: Sink['open'] = async (description) => {
    const output = await telling(sink.open(description))
    opened.push(output)
    return {
      write: (bytes) => telling(output.write(bytes)),
      reserve: (length) => telling(output.reserve(length)),
      finish: (reserved) => telling(output.finish(reserved)),
      abort: () => output.abort(),
    }
  }
  return { sink: { open }, abort: () => Promise.all(opened.map((output) => output.abort())) }
}

interface Work {
  readonly source: Source
  readonly options: ConvertOptions
  readonly sink: Sink
  readonly limits: Limits
  readonly ffmpeg: string
  readonly workers: number
  readonly directory: string
  readonly meter: Meter
  readonly signal: AbortSignal
}

interface Product {
  /** Makes the outputs visible. */
  readonly finish: () => Promise<void>
  readonly facts: Omit<ConvertResult, 'wallSeconds'>
}

/** Makes the audio while the source is served. What the source's keeper or this machine fails at is not the file's fault. */
const produce = async (work: Work): Promise<Product> => {
  const { source, signal } = work
  const server = await serveRanges(source)
  try {
    const structure = await readStructure(source, signal)
    try {
      return await makeAudio(work, server, structure)
    } catch (error) {
      if (!looksDamaged(error) || !(await isProtected(structure, source, signal))) throw error
      throw new ConversionError('protected', {
        cause: error,
        ...(error.detail !== undefined && { detail: error.detail }),
      })
    }
  } catch (error) {
    const cause = server.failure() ?? error
    throw cause instanceof ConversionError ? cause : new ConversionError('system', { detail: String(cause), cause })
  } finally {
    await server.close()
  }
}

/** Encrypted sound looks like damaged sound, or like anything else: ffmpeg may even read a number of channels out of it. */
const looksDamaged = (error: unknown): error is ConversionError =>
  error instanceof ConversionError && ['corrupt', 'unsupported-codec', 'too-many-channels'].includes(error.reason)

const makeAudio = async (work: Work, server: RangeServer, structure: Structure | undefined): Promise<Product> => {
  const { source, options, limits, ffmpeg, signal } = work
  const probed = await probe(ffmpeg, server.url, signal)
  const facts: SourceFacts = { size: source.size, structure, probe: probed.probe, stderr: probed.stderr }
  const { probe: found, stream } = usableSource(facts, options, limits)
  const asked = windowOf(options, found.duration)
  const { treatment, loudness } = await prepare({ ffmpeg, url: server.url, stream, options, limits, signal }, asked)
  const { window } = treatment
  const duration = windowSeconds(window, found.duration)

  const started = performance.now()
  const onSeconds = (seconds: number) => {
    const done = duration ? seconds / duration : server.furthest() / source.size
    work.meter.update(done, secondsSince(started))
  }
  const metadata = {
    tags: mergeTags(probed.tags, options.tags),
    chapters: wantedChapters(options, probed.chapters, window, duration),
    cover: await makeCover({ ffmpeg, url: server.url, probe: found, options, signal }),
  }
  const peaks = new PeakMeter()
  const order = { ffmpeg, url: server.url, stream, options, treatment, limits, peaks, signal, onSeconds }
  const decoding = { source: facts, probe: found, window, limits }
  const made = (await copied(work, order, decoding, metadata)) ?? (await encoded(work, order, decoding, metadata))
  if (server.failure() !== undefined) throw server.failure()
  const { extension, contentType, container, codec } = made.format
  const { samplesEncoded: samples, decodeErrors } = made.summary
  return {
    finish: async () => {
      // The audio comes last: where it is, its peaks are. A copy is not decoded, and has none.
      if (made.facts.mode !== 'copy') await writePeaks(work.sink, peaks, made.facts.sampleRate)
      await made.finish()
    },
    facts: {
      extension,
      contentType,
      container,
      codec,
      tracks: found.audio,
      track: stream.index + 1,
      duration: samples / made.facts.sampleRate,
      samples,
      ...made.facts,
      ...(loudness && { loudness }),
      ...(metadata.chapters.length > 0 && { chapters: metadata.chapters }),
      sourceContainer: found.container,
      sourceCodec: stream.codec,
      ...(found.duration !== undefined && { sourceDuration: found.duration }),
      decodeErrors,
      ffmpegSeconds: made.outcome.seconds,
    },
  }
}

/** Audio that is made and verified. */
interface Verified {
  readonly format: FileFormat
  readonly outcome: FfmpegOutcome
  readonly summary: Summary
  readonly facts: Pick<ConvertResult, 'size' | 'bitrate' | 'mode' | 'workers' | 'fallback' | 'sampleRate' | 'channels'>
  readonly finish: () => Promise<void>
}

type SourceDecoding = Omit<Decoding, 'outcome' | 'summary'>

type Order = Omit<Encoding, 'metadata'>

/** The sound as it is, where that is wanted; `undefined` where it must be encoded, as it cannot be copied after all. */
const copied = async (
  { source, directory, sink, limits }: Work,
  order: Order,
  decoding: SourceDecoding,
  metadata: Metadata,
): Promise<Verified | undefined> => {
  const { stream, options } = order
  const format = copyFormat(options, stream)
  if (!format) return undefined
  const written = await metadataArguments(metadata, format.metadata, directory)
  const id3 = id3Tag(metadata)
  const copying = { ...order, source, format, metadata: written, id3, directory }
  const copy = await copySound(copying).catch((error: unknown) => {
    const isOurs = error instanceof ConversionError && error.reason === 'system' && options.format !== 'copy'
    if (isOurs) return undefined
    throw error
  })
  if (!copy) return undefined
  const { path, outcome, summary, bitrate } = copy
  const size = requireRoom(await sizeOf(path), limits)
  const error = diagnoseDecoding({ ...decoding, outcome, summary }, stream.sampleRate)
  if (error) throw error
  const output = await handOver(sink, path, format.contentType)
  const { sampleRate, channels = 2 } = stream
  const facts = {
    size,
    ...(bitrate !== undefined && { bitrate }),
    sampleRate,
    channels,
    mode: 'copy',
    workers: 0,
  } as const
  return { format, outcome, summary, facts, finish: () => output.finish() }
}

const encoded = async (work: Work, order: Order, decoding: SourceDecoding, metadata: Metadata): Promise<Verified> => {
  const format = fileFormatOf(order.options)
  const encoding = { ...order, metadata: await metadataArguments(metadata, format.metadata, work.directory) }
  return format === mp3 ? encodedMp3(work, encoding, decoding, id3Tag(metadata)) : encodedFile(work, encoding, decoding)
}

const encodedMp3 = async (
  { workers, directory, sink }: Work,
  encoding: Encoding,
  decoding: SourceDecoding,
  id3: Buffer,
): Promise<Verified> => {
  const check = (decoded: Decoded) => requireWhole({ ...decoding, ...decoded }, encoding)
  const duration = windowSeconds(decoding.window, decoding.probe.duration)
  const { outcome, mp3: writer, ...made } = await makeMp3(encoding, { workers, directory, sink, id3, duration, check })
  const summary = parseSummary(outcome.stderr)
  const file = writer.inspect(summary?.samplesEncoded)
  const error = diagnose({ ...decoding, outcome, summary, ...file })
  if (error) throw error
  if (!file.mp3 || !summary) throw new TypeError('verified, but not whole')
  const { bitrate, sampleRate, channels } = file.mp3
  const facts = { size: file.outputSize, ...(bitrate !== undefined && { bitrate }), sampleRate, channels, ...made }
  return { format: mp3, outcome, summary, facts, finish: () => writer.finish() }
}

const encodedFile = async (
  { directory, sink, limits }: Work,
  encoding: Encoding,
  decoding: SourceDecoding,
): Promise<Verified> => {
  const { outcome, path } = await makeFile(encoding, directory)
  const size = requireRoom(await sizeOf(path), limits)
  const summary = parseSummary(outcome.stderr)
  requireWhole({ ...decoding, outcome, summary }, encoding)
  if (!summary) throw new TypeError('verified, but not counted')
  await verifyFile(encoding, path, summary.samplesEncoded)
  const format = fileFormatOf(encoding.options)
  const output = await handOver(sink, path, format.contentType)
  const { sampleRate, channels } = pcmFormat(encoding)
  const facts = { size, sampleRate, channels, mode: 'single', workers: 1 } as const
  return { format, outcome, summary, facts, finish: () => output.finish() }
}

/** @throws ConversionError with what is wrong with the source */
const requireWhole = (decoding: Decoding, encoding: Encoding): void => {
  const error = diagnoseDecoding(decoding, pcmFormat(encoding).sampleRate)
  if (error) throw error
}

const secondsSince = (started: number): number => (performance.now() - started) / 1000
