import { crc16 } from '../../lambdas/conversion/engine/mp3/crc16'
import { type LameTag, readLameTag } from '../../lambdas/conversion/engine/mp3/lame-tag'
import { id3Header, id3Size, Mp3Error, type Mp3Facts } from '../../lambdas/conversion/engine/mp3/mp3'
import { type FrameHeader, frameHeader } from '../../lambdas/conversion/engine/mp3/mp3-header'

/**
 * Walks an MP3 frame by frame: an ID3v2 tag, perhaps a Xing/LAME frame, then audio frames to the very last byte, all of one
 * sample rate and channel count. Holds no more than one piece and one frame.
 *
 * @throws Mp3Error at the first byte that belongs to none of these, or when there is no audio.
 */
export async function readMp3(pieces: AsyncIterable<Uint8Array>): Promise<Mp3Facts> {
  const walk = new FrameWalk()
  for await (const piece of pieces) walk.push(piece)
  return walk.end()
}

class FrameWalk {
  private rest: Buffer = Buffer.alloc(0)
  /** Of `rest` in the file. */
  private offset = 0
  private id3Left: number | undefined
  private first: FrameHeader | undefined
  private tag: LameTag | undefined
  private frames = 0
  private audioBytes = 0
  private audioCrc = 0
  private constantBitrate = true

  push(piece: Uint8Array): void {
    this.rest = Buffer.concat([this.rest, piece])
    if (this.id3Left === undefined && this.rest.length < id3Header) return
    let at = this.skipId3()
    while (at !== undefined && at + 4 <= this.rest.length) {
      const header = frameHeader(this.rest, at)
      if (!header) throw new Mp3Error(`no frame at byte ${this.offset + at}`)
      if (at + header.length > this.rest.length) break
      this.take(this.rest.subarray(at, at + header.length), header, this.offset + at)
      at += header.length
    }
    this.drop(at ?? this.rest.length)
  }

  end(): Mp3Facts {
    const { first, tag, frames } = this
    if (this.rest.length > 0) throw new Mp3Error(`the last frame, at byte ${this.offset}, is cut off`)
    if (!first || frames === 0) throw new Mp3Error('no audio frame')
    return {
      frames,
      sampleRate: first.sampleRate,
      channels: first.channels,
      bitrate: this.constantBitrate ? first.bitrate : undefined,
      tag,
      frameSamples: first.samples,
      samples: frames * first.samples - (tag ? tag.delay + tag.padding : 0),
      audioBytes: this.audioBytes,
      audioCrc: this.audioCrc,
    }
  }

  private take(frame: Buffer, header: FrameHeader, offset: number): void {
    if (this.first === undefined && this.tag === undefined) {
      this.tag = readLameTag(frame, header, offset)
      if (this.tag) return
    }
    this.first ??= header
    if (header.sampleRate !== this.first.sampleRate || header.channels !== this.first.channels) {
      throw new Mp3Error(`another sample rate or channel count from byte ${offset} on`)
    }
    if (header.bitrate !== this.first.bitrate) this.constantBitrate = false
    this.frames += 1
    this.audioBytes += frame.length
    this.audioCrc = crc16(frame, this.audioCrc)
  }

  /** Where audio starts in `rest`; `undefined` while the ID3v2 tag goes on. */
  private skipId3(): number | undefined {
    this.id3Left ??= id3Size(this.rest)
    const skipped = Math.min(this.id3Left, this.rest.length)
    this.id3Left -= skipped
    return this.id3Left > 0 ? undefined : skipped
  }

  private drop(bytes: number): void {
    this.rest = this.rest.subarray(bytes)
    this.offset += bytes
  }
}
