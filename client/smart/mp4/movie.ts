import { bytesOf, type Source } from '../../upload/source'
import type { Chapter } from '../chapter'
import { DoubtError } from '../doubt'
import { type Box, boxesIn, findBox, topBoxes, viewOf } from './boxes'

/** A table of contents that is longer than this belongs to no ordinary video. Bytes. */
const longestMovie = 256 * 1024 ** 2

/** The table of contents (`moov`) of an MP4 or QuickTime file. */
export interface Movie {
  bytes: DataView
}

/** @throws DoubtError when the file is cut, or has no table of contents */
export async function readMovie(source: Source): Promise<Movie> {
  const boxes = await topBoxes(source)
  const moov = boxes?.find(({ type }) => type === 'moov')
  if (!moov || moov.end - moov.body > longestMovie) throw new DoubtError('damaged')
  return { bytes: viewOf(await bytesOf(source, moov.body, moov.end)) }
}

/**
 * Makes sure that a copy of the track's packets is all there is to it: not encrypted, and played from somewhere near its
 * beginning to its end, once, at its own speed. Cameras and phones cut by editing this list alone.
 *
 * @throws DoubtError
 */
export function expectPlainTrack({ bytes }: Movie, trackId: number): void {
  const track = [...boxesIn(bytes)].find((box) => box.type === 'trak' && idOf(bytes, box) === trackId)
  const header = track && findBox(bytes, ['mdia', 'mdhd'], track)
  const movieHeader = findBox(bytes, ['mvhd'])
  if (!track || !header || !movieHeader) throw new DoubtError('damaged')
  const description = findBox(bytes, ['mdia', 'minf', 'stbl', 'stsd'], track)
  // Four bytes of version, four of count, four of the first entry's length, then its type; a second entry would change the codec on the way.
  const isPlain =
    description && bytes.getUint32(description.body + 4) === 1 && bytes.getUint32(description.body + 12) !== enca
  if (!isPlain) throw new DoubtError('unusual')

  const media = timesOf(bytes, header)
  const movie = timesOf(bytes, movieHeader)
  const list = findBox(bytes, ['edts', 'elst'], track)
  const edits = list ? editsOf(bytes, list).filter(({ from }) => from >= 0) : []
  if (edits.length === 0) return
  const [edit] = edits
  if (edits.length > 1 || !edit || edit.rate !== 1) throw new DoubtError('unusual')
  // What is left out at the beginning is the encoder's run-up: a second at the most. Nothing may be left out at the end.
  const from = edit.from / media.scale
  const end = from + edit.duration / movie.scale
  if (from > 1 || (edit.duration > 0 && end < media.duration / media.scale - 2 / movie.scale))
    throw new DoubtError('unusual')
}

const enca = 0x656e6361

function idOf(bytes: DataView, track: Box): number {
  const header = findBox(bytes, ['tkhd'], track)
  return header ? bytes.getUint32(header.body + (bytes.getUint8(header.body) === 1 ? 20 : 12)) : 0
}

/** Time scale and duration of a `mvhd` or `mdhd`, which begin alike. */
function timesOf(bytes: DataView, { body }: Box): { scale: number; duration: number } {
  return bytes.getUint8(body) === 1
    ? { scale: bytes.getUint32(body + 20), duration: Number(bytes.getBigUint64(body + 24)) }
    : { scale: bytes.getUint32(body + 12), duration: bytes.getUint32(body + 16) }
}

interface Edit {
  /** In the movie's time scale; 0 when it is not known yet. */
  duration: number
  /** In the track's time scale; -1 is silence. */
  from: number
  rate: number
}

function editsOf(bytes: DataView, { body }: Box): Edit[] {
  const isLong = bytes.getUint8(body) === 1
  return Array.from({ length: bytes.getUint32(body + 4) }, (_, index) => {
    const at = body + 8 + index * (isLong ? 20 : 12)
    return isLong
      ? {
          duration: Number(bytes.getBigUint64(at)),
          from: Number(bytes.getBigInt64(at + 8)),
          rate: bytes.getInt32(at + 16) / 65536,
        }
      : { duration: bytes.getUint32(at), from: bytes.getInt32(at + 4), rate: bytes.getInt32(at + 8) / 65536 }
  })
}

/**
 * The chapters, from Nero's list, which nearly every program writes that writes chapters at all.
 *
 * @param end of the audio, in seconds
 * @throws DoubtError when there are chapters of QuickTime's kind only, in a track of texts
 */
export function chaptersOf({ bytes }: Movie, end: number): Chapter[] {
  const list = findBox(bytes, ['udta', 'chpl'])
  if (!list) {
    const tracks = [...boxesIn(bytes)].filter(({ type }) => type === 'trak')
    if (tracks.some((track) => findBox(bytes, ['tref', 'chap'], track))) throw new DoubtError('unusual')
    return []
  }
  const text = new TextDecoder()
  const marks: { start: number; title: string }[] = []
  // Version 1 has four reserved bytes before the count.
  let at = list.body + (bytes.getUint8(list.body) === 1 ? 8 : 4)
  for (let left = bytes.getUint8(at++); left > 0; left--) {
    const length = bytes.getUint8(at + 8)
    const title = text.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + at + 9, length))
    marks.push({ start: Number(bytes.getBigUint64(at)) / 1e7, title })
    at += 9 + length
  }
  return marks.map(({ start, title }, index) => ({ title, start, end: marks[index + 1]?.start ?? end }))
}
