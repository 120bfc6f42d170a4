import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { split } from './chapters/split'
import { probe } from './ffmpeg/probe'
import { createMeter } from './ffmpeg/progress'
import { mergeTags } from './ffmpeg/tags'
import { metered, type Usage } from './ffmpeg/usage'
import { copied } from './make/copied'
import { encoded } from './make/encoded'
import type { Work } from './make/verified'
import { ConversionError } from './model/reasons'
import { type Conversion, type ConvertResult, defaultLimits, type Sink, type SinkOutput } from './model/types'
import { makeCover } from './sound/cover'
import { type SourceFacts, usableSource } from './sound/diagnose'
import { isResampled } from './sound/encode'
import { isTimeExact } from './sound/exact-time'
import { wantedChapters } from './sound/metadata'
import { PeakMeter, writePeaks } from './sound/peaks'
import { prepare } from './sound/prepare'
import { windowOf, windowSeconds } from './sound/window'
import { type RangeServer, serveRanges } from './source/range-server'
import { type ReadAhead, readAhead } from './source/read-ahead'
import { isProtected, readStructure, type Structure } from './source/structure'

/**
 * Converts a sound of a source into gapless audio. The sink gets it while it is made, and is told that it is
 * complete once it is verified. When the promise has settled, no process, connection, file or partial output is left.
 *
 * @throws ConversionError with the reason; `signal.reason` when aborted; what the sink, `onProgress` or `admit` throws.
 */
export async function convert(conversion: Conversion): Promise<ConvertResult> {
  const { source, options, sink, onProgress, signal, ...env } = conversion
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
      onProgress?.(progress)
    } catch (error) {
      stop.abort(error)
    }
  })
  try {
    const workers = env.workers ?? availableParallelism()
    const { ffmpeg, encoder } = env
    const admit = (seconds: number) => telling(stop, Promise.resolve(env.admit?.(seconds)))
    const { sink } = outputs
    const work = {
      source,
      options,
      sink,
      limits,
      ffmpeg,
      encoder,
      workers,
      directory,
      meter,
      admit,
      signal: stop.signal,
    }
    return await metered(async (usage) => {
      const { finish, facts } = await produce(work)
      clearTimeout(deadline)
      meter.finish()
      stop.signal.throwIfAborted()
      await finish()
      return { ...facts, wallSeconds: secondsSince(started), ...usage() }
    })
  } catch (error) {
    await outputs.abort()
    // Errors after an abort are a consequence of it.
    if (stop.signal.aborted) throw stop.signal.reason
    throw error
  } finally {
    clearTimeout(deadline)
    signal.removeEventListener('abort', giveUp)
    await rm(directory, { recursive: true, force: true })
  }
}

/** Stops everything with what a caller's function throws: that is not ours to explain. */
async function telling<T>(stop: AbortController, theirs: Promise<T>): Promise<T> {
  try {
    return await theirs
  } catch (error) {
    stop.abort(error)
    throw error
  }
}

/** A sink that remembers what was opened, and stops everything with what it throws. */
function trackOutputs(sink: Sink, stop: AbortController) {
  const opened: SinkOutput[] = []
  const open: Sink['open'] = async (description) => {
    const output = await telling(stop, sink.open(description))
    opened.push(output)
    return {
      write: (bytes) => telling(stop, output.write(bytes)),
      reserve: (length) => telling(stop, output.reserve(length)),
      finish: (reserved) => telling(stop, output.finish(reserved)),
      abort: () => output.abort(),
    }
  }
  return { sink: { open }, abort: () => Promise.all(opened.map((output) => output.abort())) }
}

interface Product {
  /** Makes the outputs visible. */
  readonly finish: () => Promise<void>
  readonly facts: Omit<ConvertResult, 'wallSeconds' | keyof Usage>
}

/** Makes the audio while the source is served. What the source's keeper or this machine fails at is not the file's fault. */
async function produce(given: Work): Promise<Product> {
  const source = readAhead(given.source)
  const work = { ...given, source }
  const { signal } = work
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
    source.close()
    await server.close()
  }
}

/** Encrypted sound looks like damaged sound, or like anything else: ffmpeg may even read a number of channels out of it. */
function looksDamaged(error: unknown): error is ConversionError {
  return (
    error instanceof ConversionError && ['corrupt', 'unsupported-codec', 'too-many-channels'].includes(error.reason)
  )
}

async function makeAudio(
  work: Work & { readonly source: ReadAhead },
  server: RangeServer,
  structure: Structure | undefined,
): Promise<Product> {
  const { source, options, limits, ffmpeg, encoder, signal } = work
  const probed = await probe(ffmpeg, server.url, signal, limits)
  const facts: SourceFacts = { size: source.size, structure, probe: probed.probe, stderr: probed.stderr }
  const { probe: found, stream } = usableSource(facts, options, limits)
  const isSplit = options.chapters === 'split'
  if (isSplit && !options.chapterList && probed.chapters.length === 0) throw new ConversionError('no-chapters')
  const isLate = (options.start ?? 0) > 0
  const asked = windowOf(options, {
    duration: found.duration,
    isTimeExact: isLate && (await isTimeExact({ probe: found, stream, structure, source, signal })),
    isResampled: isResampled({ stream, options }),
  })
  const { treatment, loudness } = await prepare({ ffmpeg, url: server.url, stream, options, limits, signal }, asked)
  const { window } = treatment
  const duration = windowSeconds(window, found.duration)
  if (duration !== undefined) await work.admit(duration)

  const started = performance.now()
  const onSeconds = (seconds: number) => {
    const done = duration ? seconds / duration : server.furthest() / source.size
    work.meter.update(done, secondsSince(started))
  }
  const metadata = {
    tags: mergeTags(probed.tags, options.tags),
    chapters: wantedChapters(options, probed.chapters, window, duration ?? (isSplit ? limits.maxSeconds : undefined)),
    cover: await makeCover({ ffmpeg, url: server.url, probe: found, options, signal }),
  }
  const peaks = new PeakMeter()
  const order = { ffmpeg, encoder, url: server.url, stream, options, treatment, limits, peaks, signal, onSeconds }
  const decoding = { source: facts, probe: found, window, limits }
  const made =
    (await copied(work, order, decoding, metadata)) ??
    (isSplit
      ? await split(work, order, decoding, metadata)
      : await encoded({ ...work, hold: server.hold, also: server.also }, order, decoding, metadata))
  if (server.failure() !== undefined) throw server.failure()
  const { chapters = metadata.chapters } = made
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
      ...(chapters.length > 0 && { chapters }),
      sourceContainer: found.container,
      sourceCodec: stream.codec,
      ...(found.duration !== undefined && { sourceDuration: found.duration }),
      decodeErrors,
      ffmpegSeconds: made.outcome.seconds,
    },
  }
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000
}
