import type { ReadAt, Span } from '../read-at'

/** How an element of EBML begins (RFC 8794, sections 4 to 6). */
export interface ElementHead {
  readonly id: number
  /** Bytes of the id and the size. */
  readonly headSize: number
  /** Bytes of the contents; undefined where it is not known, as in what was sent live. */
  readonly size: number | undefined
}

/** Where the contents of an element are. */
export interface Element extends Span {
  readonly id: number
}

/** An id has four bytes at most, a size eight. */
export const longestElementHead = 12

/** @param bytes from where an element begins, 12 or as many as there are @returns undefined where none can begin like that */
export function elementHeadOf(bytes: Uint8Array): ElementHead | undefined {
  const idLength = Math.clz32(bytes[0] ?? 0) - 23
  const sizeLength = Math.clz32(bytes[idLength] ?? 0) - 23
  const headSize = idLength + sizeLength
  if (idLength > 4 || sizeLength > 8 || headSize > bytes.length) return undefined
  const size = unsigned(bytes.subarray(idLength + 1, headSize), (bytes[idLength] ?? 0) & (0xff >> sizeLength))
  return {
    id: unsigned(bytes.subarray(0, idLength)),
    headSize,
    // All ones.
    size: size === 2 ** (7 * sizeLength) - 1 ? undefined : size,
  }
}

/** The elements one behind the other in a stretch; ends early at what is not an element, does not fit, or has no known size. */
export async function* elementsIn(readAt: ReadAt, { start, end }: Span): AsyncGenerator<Element> {
  for (let at = start; at < end; ) {
    const head = elementHeadOf(await readAt(at, Math.min(longestElementHead, end - at)))
    if (head?.size === undefined || at + head.headSize + head.size > end) return
    yield { id: head.id, start: at + head.headSize, end: at + head.headSize + head.size }
    at += head.headSize + head.size
  }
}

/** The first element with an id in a stretch. */
export async function elementWith(readAt: ReadAt, span: Span, id: number): Promise<Element | undefined> {
  for await (const element of elementsIn(readAt, span)) if (element.id === id) return element
  return undefined
}

/** The text that an element holds. */
export async function textOf(readAt: ReadAt, { start, end }: Element): Promise<string> {
  return new TextDecoder().decode(await readAt(start, end - start))
}

/** The unsigned integer that an element holds. */
export async function numberOf(readAt: ReadAt, { start, end }: Element): Promise<number> {
  return unsigned(await readAt(start, end - start))
}

function unsigned(bytes: Uint8Array, first = 0): number {
  return bytes.reduce((value, byte) => value * 256 + byte, first)
}
