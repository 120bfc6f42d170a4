import type { ReadAt } from '../../media/read-at'

export type PartBody = Blob | Uint8Array<ArrayBuffer>

/** What is uploaded. A browser's `File` is one; `openFile` makes one from a file on disk. */
export interface Source {
  readonly name: string
  /** bytes */
  readonly size: number
  /** Milliseconds since 1970, where it is known: a file that was changed since counts as another. */
  readonly lastModified?: number
  /** The bytes from `start` up to, not including, `end`. May be called again for the same range. */
  slice(start: number, end: number): PartBody | Promise<PartBody>
}

/** The bytes of a range, in memory. */
export async function bytesOf(source: Source, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const body = await source.slice(start, end)
  return body instanceof Blob ? new Uint8Array(await body.arrayBuffer()) : body
}

/** Reads a range of a source, with a new read for each call. */
export function readerOf(source: Source): ReadAt {
  return (start, length) => bytesOf(source, start, Math.min(start + length, source.size))
}
