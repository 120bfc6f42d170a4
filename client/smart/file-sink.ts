import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sliceOf } from '../upload/file-source'
import type { Sink } from './sink'

/** Keeps it in a temporary file (Node only). Throws what `node:fs` throws, such as ENOSPC. */
export async function fileSink(): Promise<Sink> {
  const folder = await mkdtemp(join(tmpdir(), 'audiolift-'))
  const file = await open(join(folder, 'audio'), 'wx+', 0o600)
  let size = 0
  return {
    async write(position, bytes) {
      for (let done = 0; done < bytes.length; )
        done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
      size = Math.max(size, position + bytes.length)
    },
    read: (name) => ({ name, size, slice: sliceOf(file, name) }),
    async discard() {
      await file.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
