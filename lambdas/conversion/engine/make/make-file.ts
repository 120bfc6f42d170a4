import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type FfmpegOutcome, runFfmpeg } from '../ffmpeg/ffmpeg'
import { ownInput } from '../ffmpeg/guard'
import { anyCore } from '../ffmpeg/placement'
import { parseSummary } from '../ffmpeg/summary'
import { ConversionError } from '../model/reasons'
import type { Limits, Sink, SinkOutput } from '../model/types'
import { encodeArguments, secondsOf } from '../sound/encode'
import { metadataArguments } from '../sound/metadata'
import type { Plan } from '../sound/plan'

export interface MadeFile {
  readonly outcome: FfmpegOutcome
  readonly path: string
}

/** Makes the audio as a file of the directory, for formats whose beginning is known only at the end. */
export async function makeFile(plan: Plan): Promise<MadeFile> {
  const { ffmpeg, format, metadata, directory, signal } = plan
  const path = join(directory, `audio.${format.extension}`)
  const written = await metadataArguments(metadata, format.metadata, directory)
  const outcome = await runFfmpeg({
    ffmpeg,
    args: [...encodeArguments(plan, written), path],
    signal,
    onProgress: secondsOf(plan.onSeconds),
    onMeasured: plan.peaks.listen(),
  })
  return { outcome, path }
}

/** Bytes of a file; 0 where there is none. */
export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

/** @returns the size @throws ConversionError when it is as large as may be: ffmpeg stopped there, as if the sound had ended */
export function requireRoom(size: number, { maxOutputBytes }: Limits): number {
  if (size < maxOutputBytes) return size
  const most = `${Math.round(maxOutputBytes / 1e6)} MB`
  const message = `The audio would be larger than the ${most} that we make: choose another format, or a part.`
  throw new ConversionError('too-long', { message, detail: `${size} bytes` })
}

/** Decodes the file and counts. @param samples per channel that went in @throws ConversionError when others come out */
export async function verifyFile({ ffmpeg, format, pcm, signal }: Plan, path: string, samples: number): Promise<void> {
  const { demuxer, decodedRate, surplus } = format
  const { exitCode, stderr } = await runFfmpeg({
    ffmpeg,
    args: ['-loglevel', 'verbose', ...ownInput(path, demuxer), '-map', '0:a:0', '-f', 'null', '-'],
    signal,
    core: anyCore(),
  })
  const { sampleRate } = pcm
  const expected = Math.round((samples * (decodedRate ?? sampleRate)) / sampleRate)
  const summary = parseSummary(stderr)
  const more = (summary?.samplesEncoded ?? 0) - expected
  if (exitCode === 0 && summary?.decodeErrors === 0 && more >= 0 && more <= surplus) return
  throw new ConversionError('system', { detail: JSON.stringify({ exitCode, expected, ...summary, stderr }) })
}

/** Hands a file over. @returns the output, for `finish` to make it visible */
export async function handOver(sink: Sink, path: string, contentType: string): Promise<SinkOutput> {
  const output = await sink.open({ name: 'audio', contentType })
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) await output.write(piece as Buffer)
  return output
}
