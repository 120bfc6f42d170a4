import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ownInput } from '../ffmpeg/guard'
import type { Tags } from '../ffmpeg/tags'
import type { MetadataKind } from '../formats/file-format'
import type { Chapter, ConvertOptions } from '../model/types'
import type { Window } from './window'

/** What is said about the audio in its file. */
export interface Metadata {
  readonly tags: Tags
  readonly chapters: readonly Chapter[]
  /** A JPEG. */
  readonly cover?: Buffer | undefined
}

/** The chapters that are wanted, in the time of the part that is wanted. @param found the source's own @param duration seconds of the part */
export function wantedChapters(
  { chapters, chapterList }: ConvertOptions,
  found: readonly Chapter[],
  window: Window,
  duration: number | undefined,
): readonly Chapter[] {
  if (chapters === 'none') return []
  const end = duration ?? Number.POSITIVE_INFINITY
  const listed = chapterList?.map((chapter, index) => ({
    ...chapter,
    end: chapter.end ?? chapterList[index + 1]?.start ?? window.start + end,
  }))
  return (listed ?? found)
    .map(({ start, end: until, title }) => ({
      start: Math.max(start - window.start, 0),
      end: Math.min(until - window.start, end),
      title,
    }))
    .filter((chapter) => chapter.end > chapter.start && Number.isFinite(chapter.end))
}

/** Options of ffmpeg that put metadata into a file. */
export interface MetadataArguments {
  /** More inputs, behind the source. */
  readonly inputs: readonly string[]
  /** Options of the output. */
  readonly output: readonly string[]
}

/**
 * Writes the metadata to files of the directory, for ffmpeg to read them as second and third input: no tag is too long for that.
 *
 * @param kind how the format holds them; `id3` is none of ffmpeg's business
 */
export async function metadataArguments(
  { tags, chapters, cover }: Metadata,
  kind: MetadataKind,
  directory: string,
): Promise<MetadataArguments> {
  if (kind === 'id3')
    return { inputs: [], output: ['-map_metadata', '-1', '-map_chapters', '-1', '-id3v2_version', '0'] }
  const path = join(directory, 'metadata.txt')
  const comments = kind === 'vorbis' ? vorbisComments(chapters, cover) : {}
  await writeFile(path, ffmetadata({ ...tags, ...comments }, kind === 'mp4' ? chapters : []))
  const output = ['-map_metadata', '1', '-map_chapters', kind === 'mp4' ? '1' : '-1']
  const inputs = ownInput(path, 'ffmetadata')
  if (kind !== 'mp4' || !cover) return { inputs, output }
  const coverPath = join(directory, 'cover.jpg')
  await writeFile(coverPath, cover)
  return {
    inputs: [...inputs, ...ownInput(coverPath, 'jpeg_pipe')],
    output: [...output, '-map', '2:v:0', '-c:v', 'copy', '-disposition:v:0', 'attached_pic'],
  }
}

/** ffmpeg's own format (ffmpeg-formats, "Metadata"). */
function ffmetadata(tags: Readonly<Record<string, string>>, chapters: readonly Chapter[]): string {
  return [
    ';FFMETADATA1',
    ...Object.entries(tags).map(([key, value]) => `${key}=${escaped(value)}`),
    ...chapters.flatMap(({ start, end, title }) => [
      '[CHAPTER]',
      'TIMEBASE=1/1000',
      `START=${Math.round(start * 1000)}`,
      `END=${Math.round(end * 1000)}`,
      `title=${escaped(title)}`,
    ]),
    '',
  ].join('\n')
}

function escaped(value: string): string {
  return value.replace(/[\\=;#\n]/g, '\\$&')
}

/** https://wiki.xiph.org/Chapter_Extension, which players read in FLAC, too. */
function vorbisComments(chapters: readonly Chapter[], cover: Buffer | undefined): Record<string, string> {
  return Object.fromEntries([
    ...(cover ? [['METADATA_BLOCK_PICTURE', pictureBlock(cover).toString('base64')]] : []),
    ...chapters.flatMap(({ start, title }, index) => {
      const name = `CHAPTER${String(index).padStart(3, '0')}`
      return [
        [name, clock(start)],
        [`${name}NAME`, title],
      ]
    }),
  ])
}

/** `01:02:03.500`. */
function clock(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23)
}

/** A picture as FLAC holds it (RFC 9639, 8.8), and Ogg in base 64: the front cover, of a size that the JPEG itself tells. */
export function pictureBlock(jpeg: Buffer): Buffer {
  const mime = Buffer.from('image/jpeg')
  const head = Buffer.alloc(8)
  head.writeUInt32BE(3, 0)
  head.writeUInt32BE(mime.length, 4)
  // No description; width, height, depth and colours are not told.
  const rest = Buffer.alloc(24)
  rest.writeUInt32BE(jpeg.length, 20)
  return Buffer.concat([head, mime, rest, jpeg])
}
