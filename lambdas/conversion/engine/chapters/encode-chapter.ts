import { join } from 'node:path'
import { type FfmpegOutcome, type FfmpegRun, runFfmpeg } from '../ffmpeg/ffmpeg'
import { parseSummary } from '../ffmpeg/summary'
import { mp3 } from '../formats/mp3'
import { fileSink } from '../make/file-sink'
import { id3Tag } from '../make/id3'
import { requireRoom, sizeOf, verifyFile } from '../make/make-file'
import { ConversionError } from '../model/reasons'
import { FrameReader } from '../mp3/frame-reader'
import { Mp3Writer } from '../mp3/mp3-writer'
import { isWhole } from '../sound/diagnose'
import { encodePcmArguments } from '../sound/encode'
import { metadataArguments } from '../sound/metadata'
import type { Plan } from '../sound/plan'

/** The sound of a chapter, as it comes. */
export interface ChapterSound {
  /** Raw samples of `plan.pcm`. */
  readonly sound: AsyncIterable<Buffer>
  /** Samples per channel that have come so far. */
  readonly samples: () => number
}

/**
 * Makes a verified file of raw sound.
 *
 * @param plan with the chapter's own metadata, and a directory with nothing else in it
 * @returns its path
 * @throws ConversionError `too-long` when it gets larger than is allowed, `system` when it is not whole
 */
export async function encodeChapter(plan: Plan, chapter: ChapterSound): Promise<string> {
  const { format, directory } = plan
  const path = join(directory, `chapter.${format.extension}`)
  await (format === mp3 ? makeMp3 : makeFile)(plan, path, chapter)
  return path
}

async function makeMp3(plan: Plan, path: string, { sound, samples }: ChapterSound): Promise<void> {
  const writer = new Mp3Writer(fileSink({ audio: path }), plan.options.vbr !== undefined)
  writer.begin(id3Tag(plan.metadata))
  try {
    const read: FfmpegRun['read'] = (output) => writer.copy(new FrameReader(output))
    const outcome = await encodePcm(plan, 'pipe:1', { input: sound, read })
    const { mp3: made, mp3Problem, outputSize } = writer.inspect(samples())
    requireRoom(outputSize, plan.limits)
    requireAll(outcome, samples())
    if (!made || !isWhole(made, { samplesEncoded: samples() }))
      throw new ConversionError('system', { detail: `a chapter is not a complete MP3: ${mp3Problem}` })
    await writer.finish()
  } catch (error) {
    await writer.abort()
    throw error
  }
}

async function makeFile(plan: Plan, path: string, { sound, samples }: ChapterSound): Promise<void> {
  const outcome = await encodePcm(plan, path, { input: sound })
  requireRoom(await sizeOf(path), plan.limits)
  requireAll(outcome, samples())
  await verifyFile(plan, path, samples())
}

async function encodePcm(plan: Plan, target: string, pipes: Pick<FfmpegRun, 'input' | 'read'>): Promise<FfmpegOutcome> {
  const { ffmpeg, format, metadata, directory, signal } = plan
  const written = await metadataArguments(metadata, format.metadata, directory)
  return runFfmpeg({ ffmpeg, args: [...encodePcmArguments(plan, written), target], signal, ...pipes })
}

function requireAll({ exitCode, killedBy, stderr }: FfmpegOutcome, samples: number): void {
  const encoded = parseSummary(stderr)?.samplesEncoded
  if (exitCode === 0 && encoded === samples) return
  throw new ConversionError('system', { detail: JSON.stringify({ exitCode, killedBy, samples, encoded, stderr }) })
}
