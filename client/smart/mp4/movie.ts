import { type Box, boxAt, childrenOf } from '../../../media/mp4/boxes'
import { descriptionsOf, editsOf, timesOf, trackIdOf } from '../../../media/mp4/tracks'
import { memoryReader, type ReadAt, type Span, viewAt } from '../../../media/read-at'
import { bytesOf, type Source } from '../../upload/source'
import type { Chapter } from '../chapter'
import { DoubtError } from '../doubt'
import { findMovie } from './find-movie'

/** A table of contents that is longer than this belongs to no ordinary video. Bytes. */
const longestMovie = 256 * 1024 ** 2

/** The table of contents (`moov`) of an MP4 or QuickTime file, in memory. */
export interface Movie {
  readonly readAt: ReadAt
  /** All of it. */
  readonly contents: Span
}

/** @throws DoubtError when the file is cut, or has no table of contents */
export async function readMovie(source: Source): Promise<Movie> {
  const moov = await findMovie(source)
  if (!moov || moov.end - moov.start > longestMovie) throw new DoubtError('damaged')
  const bytes = await bytesOf(source, moov.start, moov.end)
  return { readAt: memoryReader(bytes), contents: { start: 0, end: bytes.length } }
}

/**
 * Makes sure that a copy of the track's packets is all there is to it: not encrypted, and played from somewhere near its
 * beginning to its end, once, at its own speed. Cameras and phones cut by editing this list alone.
 *
 * @throws DoubtError
 */
export async function expectPlainTrack({ readAt, contents }: Movie, trackId: number): Promise<void> {
  const track = await trackWith(readAt, contents, trackId)
  const media = await timesOf(readAt, await boxAt(readAt, track, 'mdia', 'mdhd'))
  const movie = await timesOf(readAt, await boxAt(readAt, contents, 'mvhd'))
  if (!track || !media || !movie) throw new DoubtError('damaged')
  const description = await boxAt(readAt, track, 'mdia', 'minf', 'stbl', 'stsd')
  const described = description && (await descriptionsOf(readAt, description))
  // A second description would change the codec on the way.
  const isPlain = described?.count === 1 && described.first && described.first.type !== 'enca'
  if (!isPlain) throw new DoubtError('unusual')

  const list = await boxAt(readAt, track, 'edts', 'elst')
  const all = list ? await editsOf(readAt, list) : []
  if (!all) throw new DoubtError('unusual')
  const edits = all.filter(({ start }) => start >= 0)
  if (edits.length === 0) return
  const [edit] = edits
  if (edits.length > 1 || !edit || edit.rate !== 1) throw new DoubtError('unusual')
  // What is left out at the beginning is the encoder's run-up: a second at the most. Nothing may be left out at the end.
  const from = edit.start / media.timescale
  const end = from + edit.duration / movie.timescale
  if (from > 1 || (edit.duration > 0 && end < media.duration / media.timescale - 2 / movie.timescale))
    throw new DoubtError('unusual')
}

async function trackWith(readAt: ReadAt, contents: Span, id: number): Promise<Box | undefined> {
  for (const track of await childrenOf(readAt, contents, 'trak'))
    if ((await trackIdOf(readAt, track)) === id) return track
  return undefined
}

/**
 * The chapters, from Nero's list, which nearly every program writes that writes chapters at all.
 *
 * @param end of the audio, in seconds
 * @throws DoubtError when there are chapters of QuickTime's kind only, in a track of texts
 */
export async function chaptersOf({ readAt, contents }: Movie, end: number): Promise<Chapter[]> {
  const list = await boxAt(readAt, contents, 'udta', 'chpl')
  if (!list) {
    for (const track of await childrenOf(readAt, contents, 'trak'))
      if (await boxAt(readAt, track, 'tref', 'chap')) throw new DoubtError('unusual')
    return []
  }
  const marks = marksOf(await viewAt(readAt, list, list.end - list.start))
  return marks.map(({ start, title }, index) => ({ title, start, end: marks[index + 1]?.start ?? end }))
}

/** What `chpl` holds: version and flags, a count, and of each chapter a time in units of 100 ns, a length and a title. */
function marksOf(list: DataView): { readonly start: number; readonly title: string }[] {
  const text = new TextDecoder()
  const marks: { readonly start: number; readonly title: string }[] = []
  // Version 1 has four reserved bytes before the count.
  let at = list.getUint8(0) === 1 ? 8 : 4
  for (let left = list.getUint8(at++); left > 0; left--) {
    const length = list.getUint8(at + 8)
    const title = text.decode(new Uint8Array(list.buffer, list.byteOffset + at + 9, length))
    marks.push({ start: Number(list.getBigUint64(at)) / 1e7, title })
    at += 9 + length
  }
  return marks
}
