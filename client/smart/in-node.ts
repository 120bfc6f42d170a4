import { FilePathSource } from 'mediabunny'
import type { ConversionOptions } from '../api/types'
import { openFile } from '../upload/file-source'
import { fileSink } from './file-sink'
import { prepare } from './prepare'
import type { Prepared, PrepareOptions } from './prepared'

/** `prepare` for a file on disk. Throws what `node:fs` throws when it cannot be opened. `discard` closes it. */
export async function preparePath(
  path: string,
  options: ConversionOptions,
  preparing?: PrepareOptions,
): Promise<Prepared> {
  const file = await openFile(path)
  try {
    const prepared = await prepare(file, new FilePathSource(path), fileSink, options, preparing)
    const discard = async () => {
      await prepared.discard()
      await file.close()
    }
    return { ...prepared, discard }
  } catch (error) {
    await file.close()
    throw error
  }
}
