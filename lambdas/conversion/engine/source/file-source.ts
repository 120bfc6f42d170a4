import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Source } from '../model/types'

/** Bytes read at once. */
const pieceBytes = 256 * 1024

/** A file as a source, of the size it has now. @throws what `stat` throws. */
export async function fileSource(path: string): Promise<Source> {
  const { size } = await stat(path)
  return {
    size,
    read: async (start, end, signal) =>
      start >= end
        ? Readable.from([])
        : createReadStream(path, { start, end: end - 1, signal, highWaterMark: pieceBytes }),
  }
}
