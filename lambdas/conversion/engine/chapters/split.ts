import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { runFfmpeg } from '../ffmpeg/ffmpeg'
import { parseSummary } from '../ffmpeg/summary'
import type { Tags } from '../ffmpeg/tags'
import { requireRoom } from '../make/make-file'
import type { Verified } from '../make/verified'
import { ConversionError } from '../model/reasons'
import type { ChapterFile } from '../model/types'
import { requireWhole } from '../sound/diagnose'
import { decoding, reporting, secondsOf } from '../sound/encode'
import type { Plan } from '../sound/plan'
import { type Cut, cutsOf } from './cuts'
import { encodeChapter } from './encode-chapter'
import { chapterFileName } from './file-name'
import { SampleReader } from './sample-reader'
import { ZipWriter } from './zip-writer'

/** Bytes of a sample of one channel: 32-bit floats hold all that 24-bit samples do. */
const sampleBytes = 4

/**
 * A file of each chapter, in a zip, where that is wanted. The source is decoded and treated once, as if for one file, and cut on the way to the
 * encoders: so every sample is in one of the files, unless other chapters were asked for.
 *
 * @throws ConversionError `no-chapters` when there are none in the sound
 */
export async function split(plan: Plan): Promise<Verified | undefined> {
  const { options, metadata, limits, duration = limits.maxSeconds } = plan
  if (options.chapters !== 'split') return undefined
  const { sampleRate, channels } = plan.pcm
  const isAsked = options.chapterList !== undefined
  const cuts = cutsOf({ chapters: metadata.chapters, isAsked, duration }, sampleRate)
  if (cuts.length === 0) throw new ConversionError('no-chapters')
  const output = await plan.sink.open({ name: 'audio', contentType: 'application/zip' })
  const zip = new ZipWriter(output)
  let chapters: readonly ChapterFile[] = []
  const outcome = await runFfmpeg({
    ffmpeg: plan.ffmpeg,
    args: [...reporting, ...decoding(plan), '-c:a', 'pcm_f32le', '-f', 'f32le', 'pipe:1'],
    signal: plan.signal,
    onProgress: secondsOf(plan.onSeconds),
    onMeasured: plan.peaks.listen(),
    read: async (decoded) => {
      chapters = await encodeChapters({ plan, cuts, decoded, zip })
    },
  })
  const summary = parseSummary(outcome.stderr)
  requireWhole({ ...plan, outcome, summary }, sampleRate)
  if (!summary) throw new TypeError('verified, but not counted')
  if (chapters.length === 0) throw new ConversionError('no-chapters', { message: 'No chapter lies within the sound.' })
  await zip.end()
  return {
    format: { ...plan.format, extension: 'zip', contentType: 'application/zip', container: 'zip' },
    outcome,
    summary: { ...summary, samplesEncoded: chapters.reduce((sum, { samples }) => sum + samples, 0) },
    facts: { size: zip.size, sampleRate, channels, mode: 'single', workers: 1 },
    chapters,
    finish: () => output.finish(),
  }
}

interface Cutting {
  readonly plan: Plan
  readonly cuts: readonly Cut[]
  /** Raw samples. */
  readonly decoded: Readable
  readonly zip: ZipWriter
}

/** Fewer than there are cuts where the sound ends before: pictures may go on, and chapters with them. */
async function encodeChapters({ plan, cuts, decoded, zip }: Cutting): Promise<ChapterFile[]> {
  const { sampleRate, channels } = plan.pcm
  const { metadata } = plan
  const reader = new SampleReader(decoded, channels * sampleBytes)
  const directory = join(plan.directory, 'chapter')
  const made: ChapterFile[] = []
  for (const [index, { from, until, title }] of cuts.entries()) {
    if (!(await reader.skipTo(from))) break
    const number = index + 1
    const tags = tagsOf(metadata.tags, { number, count: cuts.length, title })
    const samples = () => reader.position - from
    await mkdir(directory)
    const chapter = { ...plan, metadata: { ...metadata, tags, chapters: [] }, directory }
    const path = await encodeChapter(chapter, { sound: reader.upTo(until), samples })
    const file = chapterFileName(number, cuts.length, title, plan.format.extension)
    await zip.add(file, createReadStream(path, { highWaterMark: 1024 * 1024 }))
    requireRoom(zip.size, plan.limits)
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
