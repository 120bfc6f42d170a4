import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { type LameTag, withPadding } from './lame-tag'
import { Mp3Error, type Mp3Facts, readMp3 } from './mp3'

export interface Output {
  /** `undefined` when there is no file, or none that is a whole MP3. */
  readonly mp3: Mp3Facts | undefined
  /** Why not. */
  readonly mp3Problem?: string
  /** Bytes of the file. */
  readonly outputSize: number
}

/** What is in the file that ffmpeg wrote, if it wrote one. */
export const inspectOutput = async (path: string, signal: AbortSignal): Promise<Output> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!found) return { mp3: undefined, outputSize: 0 }
  try {
    const mp3 = await readMp3(createReadStream(path, { highWaterMark: 1024 * 1024, signal }))
    return { mp3, outputSize: found.size }
  } catch (error) {
    if (error instanceof Mp3Error) return { mp3: undefined, mp3Problem: error.message, outputSize: found.size }
    throw error
  }
}

/** Corrects the padding in the file's LAME tag where ffmpeg's is wrong: else a player adds a few samples of silence. */
export const setPadding = async (path: string, tag: LameTag, padding: number): Promise<void> => {
  if (tag.padding === padding) return
  const file = await open(path, 'r+')
  try {
    const frame = Buffer.alloc(tag.frame.length)
    await file.read(frame, 0, frame.length, tag.frame.start)
    await file.write(withPadding(frame, padding), 0, frame.length, tag.frame.start)
  } finally {
    await file.close()
  }
}
