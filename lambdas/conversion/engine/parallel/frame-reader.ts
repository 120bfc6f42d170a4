import type { FileHandle } from 'node:fs/promises'
import { Mp3Error } from '../mp3'
import { type FrameHeader, frameHeader } from '../mp3-header'

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

/** Bytes read at once. */
const BLOCK = 1024 * 1024

/** Reads an MP3 file, from a byte where a frame starts up to its end, by runs of whole frames. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0)
  private isAtEnd = false

  constructor(
    private readonly file: FileHandle,
    private position = 0,
  ) {}

  /** The next `count` frames, or as many as there are left. @throws Mp3Error when there is something else. */
  async take(count: number): Promise<FrameRun> {
    const frames: Frame[] = []
    let end = 0
    while (frames.length < count) {
      const header = end + 4 <= this.rest.length ? frameHeader(this.rest, end) : undefined
      if (!header && end + 4 <= this.rest.length)
        throw new Mp3Error(`no frame ${this.rest.length - end} bytes before byte ${this.position}`)
      if (header && end + header.length <= this.rest.length) {
        frames.push({ ...header, start: end })
        end += header.length
      } else if (!this.isAtEnd) await this.fill()
      else if (end < this.rest.length) throw new Mp3Error('the last frame is cut off')
      else break
    }
    const bytes = this.rest.subarray(0, end)
    this.rest = this.rest.subarray(end)
    return { bytes, frames }
  }

  private async fill(): Promise<void> {
    const block = Buffer.allocUnsafe(BLOCK)
    const { bytesRead } = await this.file.read(block, 0, BLOCK, this.position)
    this.position += bytesRead
    this.isAtEnd = bytesRead === 0
    this.rest = Buffer.concat([this.rest, block.subarray(0, bytesRead)])
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
