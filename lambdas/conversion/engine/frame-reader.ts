import { ID3_HEADER, id3Size, Mp3Error } from './mp3'
import { type FrameHeader, frameHeader } from './mp3-header'

export interface Frame extends FrameHeader {
  /** In the bytes of its run. */
  readonly start: number
}

/** Frames that follow one another. */
export interface FrameRun {
  /** These frames and nothing else. */
  readonly bytes: Buffer
  readonly frames: readonly Frame[]
}

/** Reads an MP3 as it comes, ID3 first and then up to its end, by runs of whole frames. */
export class FrameReader {
  private readonly pieces: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)
  /** Bytes taken so far. */
  private position = 0
  private isAtEnd = false

  constructor(pieces: AsyncIterable<Buffer>) {
    this.pieces = pieces[Symbol.asyncIterator]()
  }

  /** The ID3v2 tag in front; empty when there is none. Asked first, if at all. */
  async id3(): Promise<Buffer> {
    await this.fill(ID3_HEADER)
    const size = this.rest.length < ID3_HEADER ? 0 : id3Size(this.rest)
    await this.fill(size)
    return this.cut(size)
  }

  /** The next `count` frames, or as many as there are left. @throws Mp3Error when there is something else. */
  async take(count: number): Promise<FrameRun> {
    const frames: Frame[] = []
    let end = 0
    while (frames.length < count) {
      // A frame is nearly always there, and waiting for nothing takes time, too.
      if (this.rest.length < end + 4) await this.fill(end + 4)
      if (this.rest.length === end) break
      const header = frameHeader(this.rest, end)
      if (!header) throw new Mp3Error(`no frame at byte ${this.position + end}`)
      if (this.rest.length < end + header.length) await this.fill(end + header.length)
      if (this.rest.length < end + header.length)
        throw new Mp3Error(`the last frame, at byte ${this.position + end}, is cut off`)
      frames.push({ ...header, start: end })
      end += header.length
    }
    return { bytes: this.cut(end), frames }
  }

  private cut(length: number): Buffer {
    const bytes = this.rest.subarray(0, length)
    this.rest = this.rest.subarray(length)
    this.position += length
    return bytes
  }

  /** Until there are so many bytes, or no more come. */
  private async fill(length: number): Promise<void> {
    while (this.rest.length < length && !this.isAtEnd) {
      const { value, done } = await this.pieces.next()
      if (done) this.isAtEnd = true
      else this.rest = Buffer.concat([this.rest, value])
    }
  }
}

/** Frames `from` (inclusive) to `to` (exclusive) of a run. */
export const slice = ({ bytes, frames }: FrameRun, from: number, to = frames.length): FrameRun => {
  const start = frames[from]?.start ?? bytes.length
  const end = frames[to]?.start ?? bytes.length
  return {
    bytes: bytes.subarray(start, end),
    frames: frames.slice(from, to).map((frame) => ({ ...frame, start: frame.start - start })),
  }
}
