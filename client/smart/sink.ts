import type { Source } from '../upload/source'

/** Where the audio goes while it is being taken out: a file, or what the browser keeps for us. */
export interface Sink {
  write(position: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** What was written. @param name of the source */
  read(name: string): Source
  /** Removes it. */
  discard(): Promise<void>
}

/**
 * Keeps it as a Blob, which browsers move out of the page's memory. A Blob cannot be changed: each write makes another,
 * which refers to the pieces of the one before.
 */
export function blobSink(): Sink {
  let written = new Blob([])
  return {
    async write(position, bytes) {
      const gap = new Uint8Array(Math.max(0, position - written.size))
      const after = written.slice(position + bytes.length)
      written = new Blob([written.slice(0, position), gap, bytes, after])
    },
    read(name) {
      const { size } = written
      return { name, size, slice: (start, end) => written.slice(start, end) }
    },
    async discard() {
      written = new Blob([])
    },
  }
}
