import type { ReadAt } from './read-at'

/** A file has a few tracks with a dozen boxes each; whoever has more is not looked into. */
const MAX_BOXES = 200

/** A box of an MP4, without its head (ISO 14496-12, 4.2). */
export interface Box {
  readonly type: string
  /** Bytes of the source. */
  readonly start: number
  readonly end: number
}

/** The boxes that follow one another in a stretch; up to what is none. */
export const boxesIn = async (readAt: ReadAt, { start, end }: Pick<Box, 'start' | 'end'>): Promise<Box[]> => {
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

export const childrenOf = async (readAt: ReadAt, parent: Box | undefined, type: string): Promise<Box[]> =>
  parent ? (await boxesIn(readAt, parent)).filter((box) => box.type === type) : []

/** The box at the end of a path of types, the first of each. */
export const boxAt = async (readAt: ReadAt, parent: Box, ...types: readonly string[]): Promise<Box | undefined> => {
  let box: Box | undefined = parent
  for (const type of types) [box] = await childrenOf(readAt, box, type)
  return box
}

/** The tracks of sound, in their order; none where one of them is not understood. @param index where `moov` is, with its head */
export const soundTracks = async (readAt: ReadAt, index: Pick<Box, 'start' | 'end'>): Promise<Box[]> => {
  const [moov] = await boxesIn(readAt, index)
  const sound: Box[] = []
  for (const track of await childrenOf(readAt, moov, 'trak')) {
    const handler = await boxAt(readAt, track, 'mdia', 'hdlr')
    if (!handler) return []
    const kind = await readAt(handler.start, Math.min(handler.end - handler.start, 12))
    if (kind.toString('latin1', 8) === 'soun') sound.push(track)
  }
  return sound
}

/** Units of a second in which `mdhd` or `mvhd` tells times (8.2.2, 8.4.2). */
export const timescaleOf = async (readAt: ReadAt, header: Box | undefined): Promise<number | undefined> => {
  if (!header) return undefined
  const bytes = await readAt(header.start, Math.min(header.end - header.start, 24))
  // Version 1 has longer times in front.
  const at = bytes[0] === 1 ? 20 : 12
  return bytes.length < at + 4 ? undefined : bytes.readUInt32BE(at)
}
