import { crc16 } from './crc16'
import { type FrameHeader, frameHeader } from './mp3-header'

/** What the first frame of a gapless MP3 says about the others. */
export interface LameTag {
  /** `Info` with a constant bit rate, `Xing` with a variable one. */
  readonly kind: 'Info' | 'Xing'
  /** Audio frames; the tag's own is not counted. */
  readonly frames: number
  /** From the tag's frame to the end of the audio. */
  readonly bytes: number
  /** Samples at the start that are the encoder's, not the source's. */
  readonly delay: number
  /** Samples at the end that only fill the last frame. */
  readonly padding: number
  /** CRC-16 of all audio frames. */
  readonly audioCrc: number
  /** The tag's frame in the file, in bytes. */
  readonly frame: { readonly start: number; readonly length: number }
}

/** Frame count, byte count, table of contents, quality: all four are there, else the offsets below are others. */
const ALL_FIELDS = 15

/**
 * Reads the Xing header with LAME's extension from a whole frame; `undefined` for a frame of audio.
 * Layout: http://gabriel.mp3-tech.org/mp3infotag.html (LAME's extension starts 120 bytes behind the word "Xing").
 */
export const readLameTag = (frame: Buffer, header: FrameHeader, start: number): LameTag | undefined => {
  const at = header.mainData
  if (frame.length < at + 156) return undefined
  const kind = frame.toString('latin1', at, at + 4)
  if ((kind !== 'Info' && kind !== 'Xing') || frame.readUInt32BE(at + 4) !== ALL_FIELDS) return undefined
  const lame = at + 120
  const gap = frame.readUIntBE(lame + 21, 3)
  return {
    kind,
    frames: frame.readUInt32BE(at + 8),
    bytes: frame.readUInt32BE(at + 12),
    delay: gap >> 12,
    padding: gap & 0xfff,
    audioCrc: frame.readUInt16BE(lame + 32),
    frame: { start, length: frame.length },
  }
}

/**
 * The tag's frame with this padding and the CRC that belongs to it. ffmpeg writes 1105 samples of padding at most, although
 * the short frames of low sample rates may need more, and takes the CRC over 190 bytes always, which is right for stereo only.
 *
 * @param padding samples, 0 to 4095
 */
export const withPadding = (frame: Buffer, padding: number): Buffer => {
  const { tag, lame } = tagOf(frame)
  const changed = Buffer.from(frame)
  changed.writeUIntBE((tag.delay << 12) | padding, lame + 21, 3)
  return sealed(changed, lame)
}

/** The frames that a tag is to describe. */
export interface Stream {
  /** Bytes of each audio frame, in order. */
  readonly frameLengths: readonly number[]
  /** CRC-16 of all of them. */
  readonly audioCrc: number
  /** Samples, 0 to 4095. */
  readonly padding: number
}

/** The tag's frame made to describe another stream of the same encoder: counts, table of contents, padding, both CRCs. */
export const withStream = (frame: Buffer, { frameLengths, audioCrc, padding }: Stream): Buffer => {
  const { lame, at } = tagOf(frame)
  const bytes = frameLengths.reduce((sum, length) => sum + length, frame.length)
  const changed = withPadding(frame, padding)
  changed.writeUInt32BE(frameLengths.length, at + 8)
  changed.writeUInt32BE(bytes, at + 12)
  changed.set(tableOfContents(frameLengths, frame.length, bytes), at + 16)
  changed.writeUInt32BE(bytes, lame + 28)
  changed.writeUInt16BE(audioCrc, lame + 32)
  return sealed(changed, lame)
}

/** Entry i: in 256ths of all bytes, where the audio is that comes after i hundredths of the time. */
const tableOfContents = (frameLengths: readonly number[], start: number, bytes: number): Uint8Array => {
  const entries = new Uint8Array(100)
  let position = start
  let frame = 0
  for (let i = 0; i < 100; i++) {
    for (const until = Math.floor((i * frameLengths.length) / 100); frame < until; frame++)
      position += frameLengths[frame] ?? 0
    entries[i] = Math.min(255, Math.floor((256 * position) / bytes))
  }
  return entries
}

const tagOf = (frame: Buffer) => {
  const header = frameHeader(frame, 0)
  const tag = header && readLameTag(frame, header, 0)
  if (!tag) throw new TypeError('not the frame of a LAME tag')
  return { tag, at: header.mainData, lame: header.mainData + 120 }
}

const sealed = (frame: Buffer, lame: number): Buffer => {
  frame.writeUInt16BE(crc16(frame.subarray(0, lame + 34)), lame + 34)
  return frame
}
