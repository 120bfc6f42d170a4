import { bytesOf, type Source } from '../../upload/source'
import type { Chapter } from '../chapter'
import { DoubtError } from '../doubt'
import { type Element, elementsIn, elementsOf, ids, numberIn, textIn } from './elements'

/** What of a Matroska or WebM file is not media: its tracks and its chapters. */
export interface Segment {
  tracks: Uint8Array
  info: Uint8Array | undefined
  chapters: Uint8Array | undefined
  /** The last clusters of media: only in these may a packet tell that its end is not to be heard. */
  ends: Uint8Array[]
}

const endClusters = 3
/** A cluster holds some seconds. Bytes. */
const longestCluster = 64 * 1024 ** 2

/** @throws DoubtError when the file is cut or damaged, or was written without sizes, as a live recording is */
export async function readSegment(source: Source): Promise<Segment> {
  const segment = (await elementsOf(source, 0, source.size))?.find(({ id }) => id === ids.segment)
  const elements = segment && (await elementsOf(source, segment.body, segment.end))
  if (!elements) throw new DoubtError('damaged')
  const content = async (wanted: number) => {
    const element = elements.find(({ id }) => id === wanted)
    return element && (await bytesOf(source, element.body, element.end))
  }
  const tracks = await content(ids.tracks)
  if (!tracks) throw new DoubtError('damaged')
  const clusters = elements.filter(({ id }) => id === ids.cluster).slice(-endClusters)
  if (clusters.some(({ body, end }) => end - body > longestCluster)) throw new DoubtError('unusual')
  const ends = await Promise.all(clusters.map(({ body, end }) => bytesOf(source, body, end)))
  return { tracks, info: await content(ids.info), chapters: await content(ids.chapters), ends }
}

/**
 * Makes sure that a copy of the track's packets is all there is to it, but for what the encoder's run-up takes.
 *
 * @returns CodecDelay, in seconds: the run-up that is not to be heard
 * @throws DoubtError when packets are compressed once more or encrypted, or when the end is cut within a packet
 */
export function expectPlainTrack({ tracks, ends }: Segment, trackNumber: number): number {
  const number = (entry: Element, id: number) => {
    const child = childOf(tracks, entry, id)
    return child ? numberIn(tracks, child) : 0
  }
  const entry = [...elementsIn(tracks)].find((each) => number(each, ids.trackNumber) === trackNumber)
  if (!entry || childOf(tracks, entry, ids.contentEncodings) || ends.some(isCutWithin)) throw new DoubtError('unusual')
  return number(entry, ids.codecDelay) / 1e9
}

function isCutWithin(cluster: Uint8Array): boolean {
  return [...elementsIn(cluster)].some(
    (group) => group.id === ids.blockGroup && childOf(cluster, group, ids.discardPadding),
  )
}

/** The title, which Matroska keeps apart from the other tags. */
export function titleOf({ info }: Segment): string | undefined {
  const title = info && [...elementsIn(info)].find(({ id }) => id === ids.title)
  return title && textIn(info, title)
}

/**
 * The chapters of the first edition that are not hidden, without those within others.
 *
 * @param end of the audio, in seconds
 */
export function chaptersOf({ chapters: bytes }: Segment, end: number): Chapter[] {
  if (!bytes) return []
  const edition = [...elementsIn(bytes)].find(({ id }) => id === ids.edition)
  const atoms = edition ? [...elementsIn(bytes, edition.body, edition.end)] : []
  const marks = atoms.flatMap((atom) => {
    if (atom.id !== ids.chapter) return []
    const number = (id: number) => {
      const child = childOf(bytes, atom, id)
      return child && numberIn(bytes, child)
    }
    if (number(ids.chapterHidden) === 1) return []
    const display = childOf(bytes, atom, ids.chapterDisplay)
    const title = display && childOf(bytes, display, ids.chapterTitle)
    const text = title ? textIn(bytes, title) : ''
    const last = number(ids.chapterEnd)
    return [
      { title: text, start: (number(ids.chapterStart) ?? 0) / 1e9, last: last === undefined ? undefined : last / 1e9 },
    ]
  })
  return marks.map(({ title, start, last }, index) => ({ title, start, end: last ?? marks[index + 1]?.start ?? end }))
}

function childOf(bytes: Uint8Array, parent: Element, wanted: number): Element | undefined {
  for (const child of elementsIn(bytes, parent.body, parent.end)) if (child.id === wanted) return child
  return undefined
}
