import { Readable } from 'node:stream'
import type { Source } from '../model/types'

/** Bytes that are kept together. */
const blockBytes = 1024 * 1024

/** Blocks that are kept: 12 MB, however large the source. */
const keptAtMost = 12

/**
 * Bytes that are read and dropped to come to a place further on: at 100 MB/s that takes no longer than a new request with its
 * 40 ms. Pictures between two stretches of sound are seldom longer.
 */
const skipped = 4 * blockBytes

/** Bytes that a reader gets at once. */
const pieceBytes = 256 * 1024

/** Requests that are open at the same time: where the index is, and where the sound is. */
const openAtOnce = 2

/** A stretch of the source, as far as it has come. */
interface Block {
  readonly index: number
  /** Its own as long as it is kept or filled; then another's. */
  readonly bytes: Buffer
  filled: number
}

interface Request {
  /** The byte that comes next. */
  position: number
  /** Where that goes. */
  block: Block
  /** The next piece, while it is on its way. */
  coming: Promise<void> | undefined
  /** Readers that wait for it. */
  waiting: number
  readonly next: () => Promise<Buffer | undefined>
  readonly end: () => void
}

export interface ReadAhead extends Source {
  /** Reads as much as there is room for, from a byte on. @throws what reading throws, or an Error at the source's end */
  readInto(room: Uint8Array, start: number, signal: AbortSignal): Promise<void>
  /** Ends all requests. */
  close(): void
}

/**
 * A source that is read in a few long requests, even if its reader takes small steps: a request goes on where it was left, or a
 * little further on, and what was read lately is kept for a while. What comes is passed on at once.
 */
export function readAhead(source: Source): ReadAhead {
  const closing = new AbortController()
  const kept = new Map<number, Block>()
  let requests: Request[] = []
  /** Memory of blocks that are forgotten. New memory for each would be garbage by tens of megabytes before V8 looks at it. */
  const spare: Buffer[] = []

  const forget = (block: Block): void => {
    kept.delete(block.index)
    const isInUse = requests.some((request) => request.block === block)
    if (!isInUse && block.bytes.length === blockBytes) spare.push(block.bytes)
  }

  const keep = (block: Block): void => {
    kept.delete(block.index)
    kept.set(block.index, block)
    for (const oldest of kept.values()) {
      if (kept.size <= keptAtMost) return
      forget(oldest)
    }
  }

  const blockAt = (index: number): Block | undefined =>
    kept.get(index) ?? requests.find(({ block }) => block.index === index)?.block

  const newBlock = (index: number): Block => {
    const size = Math.min(blockBytes, source.size - index * blockBytes)
    const bytes = (size === blockBytes ? spare.pop() : undefined) ?? Buffer.allocUnsafe(size)
    return { index, bytes, filled: 0 }
  }

  const drop = (request: Request): void => {
    requests = requests.filter((each) => each !== request)
    if (request.block.filled > 0) keep(request.block)
    request.end()
  }

  /** The request that comes to the end of what there is of a block, now the latest; those that nobody needs make room for it. */
  const requestFor = (index: number): Request => {
    const block = blockAt(index)
    const start = index * blockBytes + (block?.filled ?? 0)
    const [near] = requests
      .filter(({ position }) => position <= start && start - position <= skipped)
      .sort((one, other) => other.position - one.position)
    if (!near) {
      const idle = requests.filter(({ waiting }) => waiting === 0)
      for (const request of idle.reverse().slice(0, Math.max(requests.length + 1 - openAtOnce, 0))) drop(request)
    }
    const request = near ?? {
      position: start,
      block: block ?? newBlock(index),
      coming: undefined,
      waiting: 0,
      ...open(source, start, closing),
    }
    requests = [request, ...requests.filter((each) => each !== request)]
    return request
  }

  /** Takes the next piece of a request. @throws Error when the source ends early; the next call begins a new request */
  const advance = async (request: Request): Promise<void> => {
    try {
      const piece = await request.next()
      // Dropped in the meantime: its block's memory may be another's.
      if (!requests.includes(request)) return
      if (!piece) throw new Error(`the source ended at byte ${request.position}`)
      for (let copied = 0; copied < piece.length && request.position < source.size; ) {
        const { block } = request
        const offset = request.position - block.index * blockBytes
        const length = piece.copy(block.bytes, offset, copied)
        copied += length
        request.position += length
        block.filled = Math.max(block.filled, offset + length)
        if (offset + length < block.bytes.length) return
        keep(block)
        if (request.position < source.size) request.block = blockAt(block.index + 1) ?? newBlock(block.index + 1)
      }
    } catch (error) {
      drop(request)
      throw error
    }
  }

  /** Waits for the next piece of the request that comes to a block, or until the reader has left. */
  const more = async (index: number, signal: AbortSignal): Promise<void> => {
    const request = requestFor(index)
    request.coming ??= advance(request).finally(() => {
      request.coming = undefined
    })
    request.waiting += 1
    try {
      await orAborted(request.coming, signal)
    } finally {
      request.waiting -= 1
    }
  }

  /** What there is from a byte on, of its block; at least one byte. It may be another's memory as soon as anything is waited for. */
  const pieceAt = async (at: number, end: number, signal: AbortSignal): Promise<Buffer> => {
    const index = Math.floor(at / blockBytes)
    const from = index * blockBytes
    for (;;) {
      signal.throwIfAborted()
      const block = blockAt(index)
      if (block && block.filled > at - from) {
        if (kept.has(index)) keep(block)
        return block.bytes.subarray(at - from, Math.min(block.filled, at - from + pieceBytes, end - from))
      }
      await more(index, signal)
    }
  }

  const pieces = async function* (start: number, end: number, signal: AbortSignal): AsyncGenerator<Buffer> {
    for (let at = start; at < end; ) {
      // A copy: the block's memory may be another's before it is sent.
      const piece = Buffer.from(await pieceAt(at, end, signal))
      at += piece.length
      yield piece
    }
  }

  return {
    size: source.size,
    read: async (start, end, signal) =>
      Readable.from(pieces(start, end, signal), { objectMode: true, highWaterMark: 1 }),
    readInto: async (room, start, signal) => {
      const end = start + room.length
      if (end > source.size) throw new Error(`the source ends at byte ${source.size}, before byte ${end}`)
      for (let at = start; at < end; ) {
        const piece = await pieceAt(at, end, signal)
        room.set(piece, at - start)
        at += piece.length
      }
    },
    close: () => {
      closing.abort()
      for (const request of requests) request.end()
      kept.clear()
    },
  }
}

/** Begins a request for all from `start` on. */
function open(source: Source, start: number, closing: AbortController): Pick<Request, 'next' | 'end'> {
  const giveUp = new AbortController()
  const signal = AbortSignal.any([closing.signal, giveUp.signal])
  let stream: Readable | undefined
  const opening = source.read(start, source.size, signal).then((opened) => {
    stream = opened
    // The caller that waits for the next piece gets the error.
    opened.on('error', () => {})
    if (signal.aborted) opened.destroy()
    return opened[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  })
  opening.catch(() => {})
  return {
    next: async () => (await (await opening).next()).value,
    end: () => {
      giveUp.abort()
      stream?.destroy()
    },
  }
}

/** @throws the signal's reason when it aborts first */
function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
