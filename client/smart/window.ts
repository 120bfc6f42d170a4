/** Reads ranges of a Blob. A range that is at hand comes at once. */
export interface Window {
  read(start: number, end: number): Uint8Array | Promise<Uint8Array>
  close(): void
}

/** Bytes that are read at a time. */
const windowSize = 512 * 1024
/**
 * Milliseconds without a byte after which the stream is given up for another, which gets twice as long. Chromium's stream of a large
 * file sometimes stops: one in three preparations of 2 GB hung for ever.
 */
const patience = 3000
/** Streams in a row that may stop. A disk that is slow to wake is not an error. */
const attempts = 5
/** Up to this far ahead, the stream is read on; beyond it, another stream is opened. Bytes. */
const near = 8 * 1024 ** 2

/** Whether the browser can read a Blob into memory that it is given (WHATWG Streams, section 4.5). Safari cannot. */
export function canOpenWindow(): boolean {
  try {
    new Blob([]).stream().getReader({ mode: 'byob' })
    return true
  } catch {
    return false
  }
}

/**
 * A window that moves over a Blob and is always the same piece of memory: a browser is slow to free what was read, and for a video
 * that soon adds up to hundreds of megabytes. Only the ranges that are asked for are copied.
 *
 * @throws what the Blob's stream throws, such as NotReadableError when the file has gone or was changed
 */
export function openWindow(blob: Blob): Window {
  let memory = new ArrayBuffer(windowSize)
  // The range of the Blob that is in memory; the stream continues at `end`.
  let [start, end] = [0, 0]
  let stream: ReadableStreamBYOBReader | undefined
  let turn: Promise<unknown> = Promise.resolve()

  const copyOf = (from: number, to: number) => new Uint8Array(memory.slice(from - start, to - start))

  /** Refills the window with the bytes that follow it. */
  async function advance(): Promise<void> {
    start = end // While it is being filled there is nothing in it: the memory belongs to the stream.
    const wanted = Math.min(windowSize, blob.size - start)
    for (let filled = 0, stops = 0; filled < wanted; ) {
      stream ??= openAt(start + filled)
      const value = await within(patience * 2 ** stops, stream.read(new Uint8Array(memory, filled, wanted - filled)))
      if (value === stopped) {
        stops += 1
        if (stops === attempts) throw new Error('The file does not come')
        // What is in the memory is the stopped stream's: the window is filled from its beginning again.
        void stream.cancel().catch(() => undefined)
        stream = undefined
        memory = new ArrayBuffer(windowSize)
        filled = 0
        continue
      }
      if (!value?.byteLength) throw new Error('The file ended early')
      memory = value.buffer
      filled += value.byteLength
    }
    end = start + wanted
  }

  const openAt = (position: number) => blob.slice(position).stream().getReader({ mode: 'byob' })

  async function moveTo(position: number): Promise<void> {
    if (position >= blob.size) throw new Error('The file ended early')
    if (!stream || position < start || position > end + near) {
      await stream?.cancel()
      stream = undefined
      end = position
    }
    do await advance()
    while (position >= end)
  }

  async function gather(from: number, to: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(to - from)
    for (let at = from; at < to; ) {
      if (at < start || at >= end) await moveTo(at)
      const next = Math.min(end, to)
      bytes.set(copyOf(at, next), at - from)
      at = next
    }
    return bytes
  }

  return {
    read(from, to) {
      if (from >= start && to <= end) return copyOf(from, to)
      const bytes = turn.then(() => gather(from, to))
      turn = bytes.catch(() => undefined) // the caller gets the error; the next call tries again
      return bytes
    },
    close: () => void stream?.cancel().catch(() => undefined),
  }
}

const stopped = Symbol('stopped')

/** What a stream gives, or `stopped` when it gives nothing for so many milliseconds. */
async function within<T>(milliseconds: number, reading: Promise<{ readonly value?: T | undefined }>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const giveUp = new Promise<typeof stopped>((resolve) => {
    timer = setTimeout(resolve, milliseconds, stopped)
  })
  try {
    return await Promise.race([reading.then(({ value }) => value), giveUp])
  } finally {
    clearTimeout(timer)
  }
}
