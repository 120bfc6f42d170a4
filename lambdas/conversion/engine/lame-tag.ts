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
  const header = frameHeader(frame, 0)
  const tag = header && readLameTag(frame, header, 0)
  if (!tag) throw new TypeError('not the frame of a LAME tag')
  const lame = header.mainData + 120
  const changed = Buffer.from(frame)
  changed.writeUIntBE((tag.delay << 12) | padding, lame + 21, 3)
  changed.writeUInt16BE(crc16(changed.subarray(0, lame + 34)), lame + 34)
  return changed
}
