import { BlobSource, CustomSource, type Source as MediaSource } from 'mediabunny'
import { canOpenWindow, openWindow } from './window'

/** What mediabunny keeps of what it has read. Bytes. */
const maxCacheSize = 64 * 1024

/** A file that a person has chosen, as mediabunny reads it: little of it is in memory at any time. */
export function mediaOf(file: File): MediaSource {
  if (!canOpenWindow()) return new BlobSource(file)
  const { read, close } = openWindow(file)
  return new CustomSource({ getSize: () => file.size, read, dispose: close, maxCacheSize })
}
