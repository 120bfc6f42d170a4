/** Reads bytes of a file: `length` from `start` on, fewer only where the file ends. */
export type ReadAt = (start: number, length: number) => Promise<Uint8Array>

/** A stretch of a file: bytes from its beginning, `end` excluded. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Reads from bytes that are in memory. */
export function memoryReader(bytes: Uint8Array): ReadAt {
  return async (start, length) => bytes.subarray(start, start + length)
}

/** The first bytes of a stretch, at most `length`. */
export async function viewAt(readAt: ReadAt, { start, end }: Span, length: number): Promise<DataView> {
  const bytes = await readAt(start, Math.min(end - start, length))
  return viewOf(bytes)
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
