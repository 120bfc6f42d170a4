import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { trackProgress } from './ffmpeg/progress'
import { withUsage } from './ffmpeg/usage'
import { makeAudio, type Product } from './make-audio'
import { ConversionError } from './model/reasons'
import {
  type Conversion,
  type ConvertResult,
  defaultLimits,
  type Sink,
  type SinkOutput,
  type Source,
} from './model/types'
import type { Context } from './sound/plan'
import { serveRanges } from './source/range-server'
import { readAhead } from './source/read-ahead'
import { isProtected, readStructure } from './source/structure'

/**
 * Converts a sound of a source into gapless audio. The sink gets it while it is made, and is told that it is
 * complete once it is verified. When the promise has settled, no process, connection, file or partial output is left.
 *
 * @throws ConversionError with the reason; `signal.reason` when aborted; what the sink, `onProgress` or `admit` throws.
 */
export async function convert(conversion: Conversion): Promise<ConvertResult> {
  const { source, options, onProgress, signal, admit, workers = availableParallelism() } = conversion
  const { ffmpeg, encoder, launcher } = conversion
  signal.throwIfAborted()
  const started = performance.now()
  const limits = { ...defaultLimits, ...conversion.limits }
  const directory = await mkdtemp(join(conversion.workDirectory, 'conversion-'))
  const stop = new AbortController()
  const { sink, abort } = trackOutputs(conversion.sink, stop)
  const deadline = setTimeout(() => stop.abort(new ConversionError('timeout')), limits.timeoutMs)
  const giveUp = () => stop.abort(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  const progress = trackProgress((reached) => {
    try {
      onProgress?.(reached)
    } catch (error) {
      stop.abort(error)
    }
  })
  try {
    return await withUsage(async (usage) => {
      const { finish, facts } = await produce(source, {
        options,
        sink,
        limits,
        ffmpeg: { path: ffmpeg, launcher },
        encoder: { path: encoder, launcher },
        workers,
        directory,
        progress,
        admit: (seconds) => stoppingOnError(stop, Promise.resolve(admit?.(seconds))),
        signal: stop.signal,
      })
      clearTimeout(deadline)
      progress.finish()
      stop.signal.throwIfAborted()
      await finish()
      return { ...facts, wallSeconds: (performance.now() - started) / 1000, ...usage() }
    })
  } catch (error) {
    await abort()
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
async function stoppingOnError<T>(stop: AbortController, theirs: Promise<T>): Promise<T> {
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
    const output = await stoppingOnError(stop, sink.open(description))
    opened.push(output)
    return {
      write: (bytes) => stoppingOnError(stop, output.write(bytes)),
      reserve: (length) => stoppingOnError(stop, output.reserve(length)),
      finish: (reserved) => stoppingOnError(stop, output.finish(reserved)),
      abort: () => output.abort(),
    }
  }
  return { sink: { open }, abort: () => Promise.all(opened.map((output) => output.abort())) }
}

/** Makes the audio while the source is served. What the source's keeper or this machine fails at is not the file's fault. */
async function produce(given: Source, work: Omit<Context, 'source' | 'server'>): Promise<Product> {
  const { signal } = work
  const source = readAhead(given)
  const server = await serveRanges(source)
  try {
    const structure = await readStructure(source, signal)
    try {
      return await makeAudio({ ...work, source, server }, structure)
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
