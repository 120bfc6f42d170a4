import { join } from 'node:path'
import { type FfmpegOutcome, type FfmpegRun, runFfmpeg } from '../ffmpeg/ffmpeg'
import { parseSummary } from '../ffmpeg/summary'
import { mp3 } from '../formats/mp3'
import { fileSink } from '../make/file-sink'
import { id3Tag } from '../make/id3'
import { requireRoom, sizeOf, verifyFile } from '../make/make-file'
import type { Order } from '../make/verified'
import { ConversionError } from '../model/reasons'
import { FrameReader } from '../mp3/frame-reader'
import { Mp3Writer } from '../mp3/mp3-writer'
import { isWhole } from '../sound/diagnose'
import { type Encoding, encodePcmArguments, fileFormatOf } from '../sound/encode'
import { type Metadata, metadataArguments } from '../sound/metadata'

export interface ChapterEncoding {
  readonly order: Order
  readonly metadata: Metadata
  /** Raw samples of `pcmFormat`. */
  readonly sound: AsyncIterable<Buffer>
  /** Samples per channel that have come so far. */
  readonly samples: () => number
  /** An existing one, with nothing else in it. */
  readonly directory: string
}

/**
 * Makes a verified file of raw sound.
 *
 * @returns its path
 * @throws ConversionError `too-long` when it gets larger than is allowed, `system` when it is not whole
 */
export async function encodeChapter(chapter: ChapterEncoding): Promise<string> {
  const { order, metadata, directory } = chapter
  const format = fileFormatOf(order.options)
  const encoding = { ...order, metadata: await metadataArguments(metadata, format.metadata, directory) }
  const path = join(directory, `chapter.${format.extension}`)
  if (format === mp3) await makeMp3(encoding, path, chapter)
  else await makeFile(encoding, path, chapter)
  return path
}

async function makeMp3(encoding: Encoding, path: string, { metadata, sound, samples }: ChapterEncoding) {
  const writer = new Mp3Writer(fileSink({ audio: path }), encoding.options.vbr !== undefined)
  writer.begin(id3Tag(metadata))
  try {
    const read: FfmpegRun['read'] = (output) => writer.copy(new FrameReader(output))
    const outcome = await encodePcm(encoding, 'pipe:1', { input: sound, read })
    const { mp3: made, mp3Problem, outputSize } = writer.inspect(samples())
    requireRoom(outputSize, encoding.limits)
    requireAll(outcome, samples())
    if (!made || !isWhole(made, { samplesEncoded: samples() }))
      throw new ConversionError('system', { detail: `a chapter is not a complete MP3: ${mp3Problem}` })
    await writer.finish()
  } catch (error) {
    await writer.abort()
    throw error
  }
}

async function makeFile(encoding: Encoding, path: string, { sound, samples }: ChapterEncoding) {
  const outcome = await encodePcm(encoding, path, { input: sound })
  requireRoom(await sizeOf(path), encoding.limits)
  requireAll(outcome, samples())
  await verifyFile(encoding, path, samples())
}

function encodePcm(encoding: Encoding, target: string, pipes: Pick<FfmpegRun, 'input' | 'read'>) {
  const { ffmpeg, signal } = encoding
  return runFfmpeg({ ffmpeg, args: [...encodePcmArguments(encoding), target], signal, ...pipes })
}

function requireAll({ exitCode, killedBy, stderr }: FfmpegOutcome, samples: number): void {
  const encoded = parseSummary(stderr)?.samplesEncoded
  if (exitCode === 0 && encoded === samples) return
  throw new ConversionError('system', { detail: JSON.stringify({ exitCode, killedBy, samples, encoded, stderr }) })
}
