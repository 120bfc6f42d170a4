import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { runFfmpeg } from '../ffmpeg/ffmpeg'
import { parseSummary } from '../ffmpeg/summary'
import type { Tags } from '../ffmpeg/tags'
import { requireRoom } from '../make/make-file'
import type { Order, SourceDecoding, Verified, Work } from '../make/verified'
import { ConversionError } from '../model/reasons'
import type { ChapterFile } from '../model/types'
import { diagnoseDecoding } from '../sound/diagnose'
import { decoding, fileFormatOf, pcmFormat, reporting, secondsOf } from '../sound/encode'
import type { Metadata } from '../sound/metadata'
import { windowSeconds } from '../sound/window'
import { type Cut, cutsOf } from './cuts'
import { encodeChapter } from './encode-chapter'
import { chapterFileName } from './file-name'
import { SampleReader } from './sample-reader'
import { ZipWriter } from './zip-writer'

/** Bytes of a sample of one channel: 32-bit floats hold all that 24-bit samples do. */
const sampleBytes = 4

/**
 * A file of each chapter, in a zip. The source is decoded and treated once, as if for one file, and cut on the way to the
 * encoders: so every sample is in one of the files, unless other chapters were asked for.
 *
 * @throws ConversionError `no-chapters` when there are none in the sound
 */
export async function split(work: Work, order: Order, source: SourceDecoding, metadata: Metadata): Promise<Verified> {
  const { sampleRate, channels } = pcmFormat(order)
  const duration = windowSeconds(source.window, source.probe.duration) ?? order.limits.maxSeconds
  const isAsked = order.options.chapterList !== undefined
  const cuts = cutsOf({ chapters: metadata.chapters, isAsked, duration }, sampleRate)
  if (cuts.length === 0) throw new ConversionError('no-chapters')
  const output = await work.sink.open({ name: 'audio', contentType: 'application/zip' })
  const zip = new ZipWriter(output)
  let chapters: readonly ChapterFile[] = []
  const outcome = await runFfmpeg({
    ffmpeg: order.ffmpeg,
    args: [...reporting, ...decoding(order), '-c:a', 'pcm_f32le', '-f', 'f32le', 'pipe:1'],
    signal: order.signal,
    onProgress: secondsOf(order.onSeconds),
    onMeasured: order.peaks.listen(),
    read: async (decoded) => {
      chapters = await encodeChapters({ work, order, metadata, cuts, decoded, zip })
    },
  })
  const summary = parseSummary(outcome.stderr)
  const error = diagnoseDecoding({ ...source, outcome, summary }, sampleRate)
  if (error) throw error
  if (!summary) throw new TypeError('verified, but not counted')
  if (chapters.length === 0) throw new ConversionError('no-chapters', { message: 'No chapter lies within the sound.' })
  await zip.end()
  return {
    format: { ...fileFormatOf(order.options), extension: 'zip', contentType: 'application/zip', container: 'zip' },
    outcome,
    summary: { ...summary, samplesEncoded: chapters.reduce((sum, { samples }) => sum + samples, 0) },
    facts: { size: zip.size, sampleRate, channels, mode: 'single', workers: 1 },
    chapters,
    finish: () => output.finish(),
  }
}

interface Encoding {
  readonly work: Work
  readonly order: Order
  readonly metadata: Metadata
  readonly cuts: readonly Cut[]
  /** Raw samples. */
  readonly decoded: Readable
  readonly zip: ZipWriter
}

/** Fewer than there are cuts where the sound ends before: pictures may go on, and chapters with them. */
async function encodeChapters({ work, order, metadata, cuts, decoded, zip }: Encoding): Promise<ChapterFile[]> {
  const { sampleRate, channels } = pcmFormat(order)
  const { extension } = fileFormatOf(order.options)
  const reader = new SampleReader(decoded, channels * sampleBytes)
  const directory = join(work.directory, 'chapter')
  const made: ChapterFile[] = []
  for (const [index, { from, until, title }] of cuts.entries()) {
    if (!(await reader.skipTo(from))) break
    const number = index + 1
    const tags = tagsOf(metadata.tags, { number, count: cuts.length, title })
    const samples = () => reader.position - from
    await mkdir(directory)
    const chapter = {
      order,
      metadata: { ...metadata, tags, chapters: [] },
      sound: reader.upTo(until),
      samples,
      directory,
    }
    const path = await encodeChapter(chapter)
    const file = chapterFileName(number, cuts.length, title, extension)
    await zip.add(file, createReadStream(path, { highWaterMark: 1024 * 1024 }))
    requireRoom(zip.size, order.limits)
    await rm(directory, { recursive: true })
    const [start, end] = [from / sampleRate, (from + samples()) / sampleRate]
    made.push({ start, end, title, file, samples: samples() })
  }
  return made
}

/** Each chapter is a track of what the source is as a whole. */
function tagsOf(
  tags: Tags,
  { number, count, title }: { readonly number: number; readonly count: number; readonly title: string },
): Tags {
  const album = tags.title ?? tags.album
  return {
    ...tags,
    title: title || `Chapter ${number}`,
    track: `${number}/${count}`,
    ...(album !== undefined && { album }),
  }
}
