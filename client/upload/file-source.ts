import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Source } from './source'

export interface FileSource extends Source {
  slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

/**
 * A file on disk as an upload's source (Node only). Only the parts on their way are held in memory. Throws what
 * `node:fs` throws when the file cannot be opened; `slice` throws when the file has become shorter meanwhile.
 */
export async function openFile(path: string): Promise<FileSource> {
  const file = await open(path)
  const { size, mtimeMs } = await file.stat()
  const name = basename(path)
  return { name, size, lastModified: Math.floor(mtimeMs), slice: sliceOf(file, name), close: () => file.close() }
}

/** Reads ranges of an open file. */
export function sliceOf(file: FileHandle, name: string) {
  return async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = new Uint8Array(end - start)
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled)
      if (bytesRead === 0) throw new Error(`${name} became shorter while it was being uploaded.`)
      filled += bytesRead
    }
    return bytes
  }
}
