import type { FileHandle } from 'node:fs/promises'
import { crc16 } from '../crc16'
import { withStream } from '../lame-tag'
import { Mp3Error } from '../mp3'
import type { FrameRun } from './frame-reader'
import type { Preamble } from './preamble'

/** LAME goes on for at least as many samples behind the last one, and for less than a frame more. */
const LEAST_PADDING = 576

/** Writes an MP3 whose first frame, which describes the others, is known only at the end. */
export class AudioWriter {
  private preamble: Preamble | undefined
  private position = 0
  private frameSamples = 0
  private audioCrc = 0
  private readonly frameLengths: number[] = []

  constructor(private readonly file: FileHandle) {}

  /** Leaves room for the tag's frame. */
  async begin(preamble: Preamble): Promise<void> {
    this.preamble = preamble
    await this.put(preamble.id3)
    this.position += preamble.tagFrame.length
  }

  async write({ bytes, frames }: FrameRun): Promise<void> {
    for (const { length, samples } of frames) {
      this.frameLengths.push(length)
      this.frameSamples = samples
    }
    this.audioCrc = crc16(bytes, this.audioCrc)
    await this.put(bytes)
  }

  /**
   * Writes the tag's frame.
   *
   * @param samples per channel, of the sound
   * @throws Mp3Error when there are not exactly as many frames as one encoder would have made of it
   */
  async finish(samples: number): Promise<void> {
    const { preamble, frameLengths, audioCrc } = this
    if (!preamble) throw new Mp3Error('nothing was begun')
    const padding = frameLengths.length * this.frameSamples - preamble.delay - samples
    if (padding < LEAST_PADDING || padding >= LEAST_PADDING + this.frameSamples)
      throw new Mp3Error(`${frameLengths.length} frames for ${samples} samples`)
    const frame = withStream(preamble.tagFrame, { frameLengths, audioCrc, padding })
    await this.file.write(frame, 0, frame.length, preamble.id3.length)
  }

  private async put(bytes: Buffer): Promise<void> {
    await this.file.write(bytes, 0, bytes.length, this.position)
    this.position += bytes.length
  }
}
