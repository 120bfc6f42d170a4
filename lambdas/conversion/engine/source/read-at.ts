import type { Source } from '../model/types'

/** Reads at most `length` bytes at `start`; fewer at the end of the source. */
export type ReadAt = (start: number, length: number) => Promise<Buffer>

/** Bytes read at once. */
export const blockBytes = 64 * 1024

/** Small pieces of a source that lie near to one another. */
export function reader(source: Source, signal: AbortSignal): ReadAt {
  let block = { start: 0, bytes: Buffer.alloc(0) }
  return async (start, length) => {
    const end = Math.min(start + length, source.size)
    if (start >= end) return Buffer.alloc(0)
    if (start < block.start || end > block.start + block.bytes.length) {
      const until = Math.min(start + Math.max(length, blockBytes), source.size)
      const pieces: Uint8Array[] = []
      for await (const piece of await source.read(start, until, signal)) pieces.push(piece)
      block = { start, bytes: Buffer.concat(pieces) }
    }
    return block.bytes.subarray(start - block.start, end - block.start)
  }
}
