import { BlobSource, CustomSource, type Source as MediaSource } from 'mediabunny'
import type { ConversionOptions } from '../api/types'
import { prepare } from './prepare'
import type { Prepared, PrepareOptions } from './prepared'
import { blobSink } from './sink'
import { canOpenWindow, openWindow } from './window'

/** What mediabunny keeps of what it has read. Bytes. */
const maxCacheSize = 64 * 1024

/** `prepare` for a file that a person has chosen. */
export const prepareFile = (file: File, options: ConversionOptions, preparing?: PrepareOptions): Promise<Prepared> =>
  prepare(file, mediaOf(file), async () => blobSink(), options, preparing)

function mediaOf(file: File): MediaSource {
  if (!canOpenWindow()) return new BlobSource(file)
  const { read, close } = openWindow(file)
  return new CustomSource({ getSize: () => file.size, read, dispose: close, maxCacheSize })
}
