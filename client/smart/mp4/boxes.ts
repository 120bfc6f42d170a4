import { bytesOf, type Source } from '../../upload/source'

/** A box of an MP4 or QuickTime file (ISO/IEC 14496-12, section 4.2): where it is, in bytes from the start. */
export interface Box {
  type: string
  /** Where its content begins. */
  body: number
  end: number
}

const longHeader = 16

/** The boxes at the top of a file; undefined when they do not end exactly where the file does, as when it was cut. */
export async function topBoxes(source: Source): Promise<Box[] | undefined> {
  const boxes: Box[] = []
  for (let start = 0; start < source.size; ) {
    const header = viewOf(await bytesOf(source, start, Math.min(start + longHeader, source.size)))
    const box = boxAt(header, 0, source.size - start)
    if (!box) return undefined
    boxes.push({ type: box.type, body: start + box.body, end: start + box.end })
    start += box.end
  }
  return boxes
}

/** The boxes between two places; ends early where there is none. */
export function* boxesIn(bytes: DataView, start = 0, end = bytes.byteLength): Generator<Box> {
  for (let at = start; at < end; ) {
    const box = boxAt(bytes, at, end - at)
    if (!box) return
    yield { type: box.type, body: at + box.body, end: at + box.end }
    at += box.end
  }
}

/** The first box along a path, such as `mdia`, `mdhd`. */
export function findBox(bytes: DataView, [type, ...rest]: readonly string[], within?: Box): Box | undefined {
  for (const box of boxesIn(bytes, within?.body, within?.end)) {
    if (box.type !== type) continue
    return rest.length > 0 ? findBox(bytes, rest, box) : box
  }
  return undefined
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The box that begins here, with places relative to its beginning; undefined when it does not fit into `room` bytes. */
function boxAt(bytes: DataView, at: number, room: number): Box | undefined {
  if (room < 8 || at + 8 > bytes.byteLength) return undefined
  const short = bytes.getUint32(at)
  const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => bytes.getUint8(at + offset)))
  if (short === 0) return { type, body: 8, end: room } // up to the end
  if (short !== 1) return short < 8 || short > room ? undefined : { type, body: 8, end: short }
  if (room < longHeader || at + longHeader > bytes.byteLength) return undefined
  const long = Number(bytes.getBigUint64(at + 8))
  return long < longHeader || long > room ? undefined : { type, body: longHeader, end: long }
}
