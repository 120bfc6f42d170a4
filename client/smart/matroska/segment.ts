import { type Element, elementsIn, elementWith, numberOf, textOf } from '../../../media/matroska/elements'
import { ids } from '../../../media/matroska/ids'
import { memoryReader, type ReadAt, type Span } from '../../../media/read-at'
import { bytesOf, readerOf, type Source } from '../../upload/source'
import type { Chapter } from '../chapter'
import { DoubtError } from '../doubt'

/** A stretch of a file, in memory. */
interface Piece {
  readonly readAt: ReadAt
  /** All of it. */
  readonly contents: Span
}

/** The parts of a Matroska or WebM file that are not media: its tracks and its chapters. */
export interface Segment {
  readonly tracks: Piece
  readonly info: Piece | undefined
  readonly chapters: Piece | undefined
  /** The last clusters of media: only in these may a packet tell that its end is not to be heard. */
  readonly ends: readonly Piece[]
}

const endClusters = 3
/** A cluster holds some seconds. Bytes. */
const longestCluster = 64 * 1024 ** 2

/** @throws DoubtError when the file is cut or damaged, or was written without sizes, as a live recording is */
export async function readSegment(source: Source): Promise<Segment> {
  const segment = (await allElements(source, { start: 0, end: source.size }))?.find(({ id }) => id === ids.segment)
  const elements = segment && (await allElements(source, segment))
  if (!elements) throw new DoubtError('damaged')
  const content = async (wanted: number) => {
    const element = elements.find(({ id }) => id === wanted)
    return element && (await pieceOf(source, element))
  }
  const tracks = await content(ids.tracks)
  if (!tracks) throw new DoubtError('damaged')
  const clusters = elements.filter(({ id }) => id === ids.cluster).slice(-endClusters)
  if (clusters.some(({ start, end }) => end - start > longestCluster)) throw new DoubtError('unusual')
  const ends = await Promise.all(clusters.map((cluster) => pieceOf(source, cluster)))
  return { tracks, info: await content(ids.info), chapters: await content(ids.chapters), ends }
}

async function pieceOf(source: Source, { start, end }: Span): Promise<Piece> {
  const bytes = await bytesOf(source, start, end)
  return { readAt: memoryReader(bytes), contents: { start: 0, end: bytes.length } }
}

/** The elements of a stretch; undefined when they do not end exactly where it does, or one has no known size. */
async function allElements(source: Source, span: Span): Promise<Element[] | undefined> {
  const elements: Element[] = []
  for await (const element of elementsIn(readerOf(source), span)) elements.push(element)
  return (elements.at(-1)?.end ?? span.start) === span.end ? elements : undefined
}

/**
 * Makes sure that a copy of the track's packets is all there is to it, but for what the encoder's run-up takes.
 *
 * @returns CodecDelay, in seconds: the run-up that is not to be heard
 * @throws DoubtError when packets are compressed once more or encrypted, or when the end is cut within a packet
 */
export async function expectPlainTrack({ tracks, ends }: Segment, trackNumber: number): Promise<number> {
  const { readAt } = tracks
  const entry = await trackWith(tracks, trackNumber)
  if (!entry || (await elementWith(readAt, entry, ids.contentEncodings))) throw new DoubtError('unusual')
  for (const end of ends) if (await isCutWithin(end)) throw new DoubtError('unusual')
  return ((await numberIn(readAt, entry, ids.codecDelay)) ?? 0) / 1e9
}

async function trackWith({ readAt, contents }: Piece, number: number): Promise<Element | undefined> {
  for await (const entry of elementsIn(readAt, contents))
    if (((await numberIn(readAt, entry, ids.trackNumber)) ?? 0) === number) return entry
  return undefined
}

async function isCutWithin({ readAt, contents }: Piece): Promise<boolean> {
  for await (const group of elementsIn(readAt, contents))
    if (group.id === ids.blockGroup && (await elementWith(readAt, group, ids.discardPadding))) return true
  return false
}

/** The title, which Matroska keeps apart from the other tags. */
export async function titleOf({ info }: Segment): Promise<string | undefined> {
  const title = info && (await elementWith(info.readAt, info.contents, ids.title))
  return title && textOf(info.readAt, title)
}

/**
 * The chapters of the first edition that are not hidden, without those within others.
 *
 * @param end of the audio, in seconds
 */
export async function chaptersOf({ chapters }: Segment, end: number): Promise<Chapter[]> {
  const edition = chapters && (await elementWith(chapters.readAt, chapters.contents, ids.edition))
  if (!edition) return []
  const { readAt } = chapters
  const marks: Mark[] = []
  for await (const atom of elementsIn(readAt, edition)) {
    const mark = atom.id === ids.chapter ? await markOf(readAt, atom) : undefined
    if (mark) marks.push(mark)
  }
  return marks.map(({ title, start, last }, index) => ({ title, start, end: last ?? marks[index + 1]?.start ?? end }))
}

/** Seconds. */
interface Mark {
  readonly title: string
  readonly start: number
  readonly last: number | undefined
}

/** Undefined where the chapter is hidden. */
async function markOf(readAt: ReadAt, atom: Element): Promise<Mark | undefined> {
  if ((await numberIn(readAt, atom, ids.chapterHidden)) === 1) return undefined
  const display = await elementWith(readAt, atom, ids.chapterDisplay)
  const title = display && (await elementWith(readAt, display, ids.chapterTitle))
  const last = await numberIn(readAt, atom, ids.chapterEnd)
  return {
    title: title ? await textOf(readAt, title) : '',
    start: ((await numberIn(readAt, atom, ids.chapterStart)) ?? 0) / 1e9,
    last: last === undefined ? undefined : last / 1e9,
  }
}

/** The number in the first element with an id, if there is one. */
async function numberIn(readAt: ReadAt, parent: Span, id: number): Promise<number | undefined> {
  const element = await elementWith(readAt, parent, id)
  return element && numberOf(readAt, element)
}
