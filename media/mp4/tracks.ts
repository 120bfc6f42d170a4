import { type ReadAt, type Span, viewAt } from '../read-at'
import { type Box, boxAt, boxesIn, childrenOf } from './boxes'

/** The tracks of sound, in their order; none where one of all tracks is not understood. @param moov its contents */
export async function soundTracks(readAt: ReadAt, moov: Span | undefined): Promise<Box[]> {
  const sound: Box[] = []
  for (const track of await childrenOf(readAt, moov, 'trak')) {
    const handler = await boxAt(readAt, track, 'mdia', 'hdlr')
    if (!handler) return []
    const view = await viewAt(readAt, handler, 12)
    // ISO/IEC 14496-12, 8.4.3: version and flags, four bytes of zeros, then what kind of media it is.
    if (view.byteLength === 12 && view.getUint32(8) === soun) sound.push(track)
  }
  return sound
}

const soun = 0x736f756e

/** The number that a track goes by (`tkhd`, 8.3.2); undefined where there is none. */
export async function trackIdOf(readAt: ReadAt, track: Box): Promise<number | undefined> {
  const header = await boxAt(readAt, track, 'tkhd')
  if (!header) return undefined
  const view = await viewAt(readAt, header, 24)
  const at = isLong(view) ? 20 : 12
  return view.byteLength < at + 4 ? undefined : view.getUint32(at)
}

export interface MediaTimes {
  /** Units of a second. */
  readonly timescale: number
  /** In these units. */
  readonly duration: number
}

/** What `mvhd` and `mdhd` say of times (8.2.2, 8.4.2), which begin alike; undefined where it is missing. */
export async function timesOf(readAt: ReadAt, header: Box | undefined): Promise<MediaTimes | undefined> {
  if (!header) return undefined
  const view = await viewAt(readAt, header, 32)
  if (view.byteLength < (isLong(view) ? 32 : 20)) return undefined
  return isLong(view)
    ? { timescale: view.getUint32(20), duration: Number(view.getBigUint64(24)) }
    : { timescale: view.getUint32(12), duration: view.getUint32(16) }
}

/** A stretch of a track that is played (`elst`, 8.6.6). */
export interface Edit {
  /** In the movie's units of a second; 0 where it is not known yet. */
  readonly duration: number
  /** In the track's units; -1: silence. */
  readonly start: number
  /** 1 is normal speed. */
  readonly rate: number
}

/** Edits of a track that are looked at, at most; ordinary ones have one or two. */
const mostEdits = 1000

/** @returns undefined where the list is cut off, or longer than any that makes sense */
export async function editsOf(readAt: ReadAt, list: Box): Promise<Edit[] | undefined> {
  const head = await viewAt(readAt, list, 8)
  const count = head.byteLength < 8 ? Number.POSITIVE_INFINITY : head.getUint32(4)
  if (count > mostEdits) return undefined
  const width = isLong(head) ? 20 : 12
  const view = await viewAt(readAt, { start: list.start + 8, end: list.end }, count * width)
  if (view.byteLength < count * width) return undefined
  return Array.from({ length: count }, (_, index) => {
    const at = index * width
    return width === 20
      ? {
          duration: Number(view.getBigUint64(at)),
          start: Number(view.getBigInt64(at + 8)),
          rate: view.getInt32(at + 16) / 65536,
        }
      : { duration: view.getUint32(at), start: view.getInt32(at + 4), rate: view.getInt32(at + 8) / 65536 }
  })
}

/** How the packets of a track are described (`stsd`, 8.5.2). */
export interface Descriptions {
  /** More than one: it changes on the way. */
  readonly count: number
  /** Its type is the codec, or `enca` where the sound is encrypted. */
  readonly first: Box | undefined
}

/** @param description `stsd` of the track */
export async function descriptionsOf(readAt: ReadAt, description: Box): Promise<Descriptions> {
  const count = await entryCountOf(readAt, description)
  const { value } = await boxesIn(readAt, { start: description.start + 8, end: description.end }).next()
  return { count, first: value ?? undefined }
}

/** Entries of a table, which stand behind its version and flags; more than there can be where the table is cut off. */
export async function entryCountOf(readAt: ReadAt, table: Box): Promise<number> {
  const view = await viewAt(readAt, table, 8)
  return view.byteLength < 8 ? Number.POSITIVE_INFINITY : view.getUint32(4)
}

/** A box's version, in its first byte: 1 has times of 64 bits. */
function isLong(view: DataView): boolean {
  return view.byteLength > 0 && view.getUint8(0) === 1
}
