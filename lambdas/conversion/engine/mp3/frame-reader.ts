import { Mp3Error } from './mp3'
import { type FrameHeader, frameHeader } from './mp3-header'

/**
 * Frames that follow one another. Headers are shared by all frames that say the same: hundreds of thousands pass through here, and
 * an object for each would stay in memory for long.
 */
export interface FrameRun {
  /** These frames and nothing else. */
  readonly bytes: Buffer
  /** Of each frame. */
  readonly headers: readonly FrameHeader[]
  /** Where each frame begins in `bytes`. */
  readonly starts: readonly number[]
}

export interface Frame extends FrameHeader {
  /** In the bytes of its run. */
  readonly start: number
}

/** Bytes that a reader begins with room for: a run of frames, and what comes with the next piece. */
const room = 256 * 1024

/**
 * Reads an MP3 as it comes, ID3 first and then up to its end, by runs of whole frames. A run is in the reader's own memory, and
 * only there until the next is taken: hours of sound pass through without a trace.
 */
export class FrameReader {
  private readonly pieces: AsyncIterator<Buffer>
  private memory = Buffer.allocUnsafe(room)
  /** What has come and is not taken yet, in `memory`. */
  private start = 0
  private end = 0
  /** Bytes taken so far. */
  private position = 0
  private isAtEnd = false

  /** @param pieces each of which is needed only until the next is asked for */
  constructor(pieces: AsyncIterable<Buffer>) {
    this.pieces = pieces[Symbol.asyncIterator]()
  }

  /** The next `count` frames, or as many as there are left. @throws Mp3Error when there is something else. */
  async take(count: number): Promise<FrameRun> {
    const headers: FrameHeader[] = []
    const starts: number[] = []
    let end = 0
    while (headers.length < count) {
      // A frame is nearly always there, and waiting for nothing takes time, too.
      if (this.length < end + 4) await this.fill(end + 4)
      if (this.length === end) break
      const header = this.length < end + 4 ? undefined : frameHeader(this.memory, this.start + end)
      if (!header) throw new Mp3Error(`no frame at byte ${this.position + end}`)
      if (this.length < end + header.length) await this.fill(end + header.length)
      if (this.length < end + header.length)
        throw new Mp3Error(`the last frame, at byte ${this.position + end}, is cut off`)
      headers.push(header)
      starts.push(end)
      end += header.length
    }
    return { bytes: this.cut(end), headers, starts }
  }

  private get length(): number {
    return this.end - this.start
  }

  private get rest(): Buffer {
    return this.memory.subarray(this.start, this.end)
  }

  private cut(length: number): Buffer {
    const bytes = this.memory.subarray(this.start, Math.min(this.start + length, this.end))
    this.start += bytes.length
    this.position += bytes.length
    return bytes
  }

  /** Until there are so many bytes, or no more come. */
  private async fill(length: number): Promise<void> {
    while (this.length < length && !this.isAtEnd) {
      const { value, done } = await this.pieces.next()
      if (done) this.isAtEnd = true
      else this.add(value)
    }
  }

  private add(piece: Buffer): void {
    if (this.end + piece.length > this.memory.length) {
      const { rest } = this
      const needed = rest.length + piece.length
      const memory = needed > this.memory.length ? Buffer.allocUnsafe(2 * needed) : this.memory
      rest.copy(memory)
      this.memory = memory
      this.start = 0
      this.end = rest.length
    }
    piece.copy(this.memory, this.end)
    this.end += piece.length
  }
}

/** Each frame of a run, with its place. */
export function framesIn({ headers, starts }: FrameRun): Frame[] {
  return headers.map((header, at) => ({ ...header, start: starts[at] as number }))
}

/** Frames `from` (inclusive) to `to` (exclusive) of a run. */
export function slice({ bytes, headers, starts }: FrameRun, from: number, to = headers.length): FrameRun {
  const start = starts[from] ?? bytes.length
  const end = starts[to] ?? bytes.length
  return {
    bytes: bytes.subarray(start, end),
    headers: headers.slice(from, to),
    starts: starts.slice(from, to).map((each) => each - start),
  }
}
