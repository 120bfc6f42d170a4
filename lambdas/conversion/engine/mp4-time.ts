import { type ReadAt, reader } from './read-at'
import type { Structure } from './structure'
import type { Source } from './types'

/** A file has a few tracks with a dozen boxes each; whoever has more is decoded from the beginning. */
const MAX_BOXES = 200

interface Box {
  readonly type: string
  /** Bytes of the source. */
  readonly start: number
  readonly end: number
}

/**
 * The units of a second in which an MP4 tells the time of its tracks of sound, in their order (ISO 14496-12, 8.4.2 and 8.4.3). None
 * where there is no index, or where it is not understood. Reads the heads of the boxes, not the tables in them.
 */
export const soundTimescales = async (
  structure: Structure | undefined,
  source: Source,
  signal: AbortSignal,
): Promise<number[]> => {
  if (!structure?.index) return []
  const readAt = reader(source, signal)
  const [moov] = await boxesIn(readAt, structure.index)
  const timescales: number[] = []
  for (const track of await childrenOf(readAt, moov, 'trak')) {
    const [media] = await childrenOf(readAt, track, 'mdia')
    const [handler] = await childrenOf(readAt, media, 'hdlr')
    const [header] = await childrenOf(readAt, media, 'mdhd')
    if (!handler || !header) return []
    const kind = await readAt(handler.start, Math.min(handler.end - handler.start, 12))
    if (kind.toString('latin1', 8) !== 'soun') continue
    const bytes = await readAt(header.start, Math.min(header.end - header.start, 24))
    // Version 1 has longer times in front.
    const at = bytes[0] === 1 ? 20 : 12
    if (bytes.length < at + 4) return []
    timescales.push(bytes.readUInt32BE(at))
  }
  return timescales
}

const childrenOf = async (readAt: ReadAt, parent: Box | undefined, type: string): Promise<Box[]> =>
  parent ? (await boxesIn(readAt, parent)).filter((box) => box.type === type) : []

/** The boxes that follow one another in a stretch, each without its own head; up to what is none. */
const boxesIn = async (readAt: ReadAt, { start, end }: Pick<Box, 'start' | 'end'>): Promise<Box[]> => {
  const boxes: Box[] = []
  for (let at = start; at + 8 <= end && boxes.length < MAX_BOXES; ) {
    const head = await readAt(at, 16)
    if (head.length < 16) break
    const size32 = head.readUInt32BE(0)
    const headSize = size32 === 1 ? 16 : 8
    const size = size32 === 1 ? Number(head.readBigUInt64BE(8)) : size32
    if (size < headSize || at + size > end) break
    boxes.push({ type: head.toString('latin1', 4, 8), start: at + headSize, end: at + size })
    at += size
  }
  return boxes
}
