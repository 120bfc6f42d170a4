import { bytesOf, type Source } from '../../upload/source'

/** Ids of Matroska's elements that are looked at (RFC 9559, section 5.1). */
export const ids = {
  segment: 0x18538067,
  info: 0x1549a966,
  title: 0x7ba9,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  discardPadding: 0x75a2,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codecDelay: 0x56aa,
  contentEncodings: 0x6d80,
  chapters: 0x1043a770,
  edition: 0x45b9,
  chapter: 0xb6,
  chapterStart: 0x91,
  chapterEnd: 0x92,
  chapterHidden: 0x98,
  chapterDisplay: 0x80,
  chapterTitle: 0x85,
} as const

/** An element of EBML (RFC 8794): where its content is, in bytes from the start. */
export interface Element {
  id: number
  body: number
  end: number
}

/** An id has four bytes at the most, a size eight. */
const longestHeader = 12

/** The elements between two places of a file; undefined when they do not end exactly there, or a size is not known. */
export async function elementsOf(source: Source, start: number, end: number): Promise<Element[] | undefined> {
  const elements: Element[] = []
  for (let at = start; at < end; ) {
    const bytes = await bytesOf(source, at, Math.min(at + longestHeader, end))
    const element = elementAt(bytes, 0, end - at)
    if (!element) return undefined
    elements.push({ id: element.id, body: at + element.body, end: at + element.end })
    at += element.end
  }
  return elements
}

/** The elements within bytes; ends early where there is none. */
export function* elementsIn(bytes: Uint8Array, start = 0, end = bytes.length): Generator<Element> {
  for (let at = start; at < end; ) {
    const element = elementAt(bytes, at, end - at)
    if (!element) return
    yield { id: element.id, body: at + element.body, end: at + element.end }
    at += element.end
  }
}

/** The text that an element holds. */
export const textIn = (bytes: Uint8Array, { body, end }: Element): string =>
  new TextDecoder().decode(bytes.subarray(body, end))

/** The unsigned integer that an element holds. */
export function numberIn(bytes: Uint8Array, { body, end }: Element): number {
  return bytes.subarray(body, end).reduce((value, byte) => value * 256 + byte, 0)
}

/** With places relative to the element's beginning; undefined when it does not fit into `room` bytes, or has no size. */
function elementAt(bytes: Uint8Array, at: number, room: number): Element | undefined {
  const idLength = Math.clz32(bytes[at] ?? 0) - 23
  const sizeLength = Math.clz32(bytes[at + idLength] ?? 0) - 23
  const body = idLength + sizeLength
  if (idLength > 4 || sizeLength > 8 || at + body > bytes.length) return undefined
  const number = (from: number, length: number, first: number) =>
    bytes.subarray(from + 1, from + length).reduce((value, byte) => value * 256 + byte, first)
  const size = number(at + idLength, sizeLength, (bytes[at + idLength] ?? 0) & (0xff >> sizeLength))
  const isUnknown = size === 2 ** (7 * sizeLength) - 1
  if (isUnknown || body + size > room) return undefined
  return { id: number(at, idLength, bytes[at] ?? 0), body, end: body + size }
}
