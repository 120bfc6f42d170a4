import { crc16 } from './crc16'
import { type FrameHeader, frameHeader } from './mp3-header'
import type { SeekTable } from './seek-table'

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
const allFields = 15

/**
 * Reads the Xing header with LAME's extension from a whole frame; `undefined` for a frame of audio.
 * Layout: http://gabriel.mp3-tech.org/mp3infotag.html (LAME's extension starts 120 bytes behind the word "Xing").
 */
export function readLameTag(frame: Buffer, header: FrameHeader, start: number): LameTag | undefined {
  const at = header.mainData
  if (frame.length < at + 156) return undefined
  const kind = frame.toString('latin1', at, at + 4)
  if ((kind !== 'Info' && kind !== 'Xing') || frame.readUInt32BE(at + 4) !== allFields) return undefined
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

/** The frames that a tag is to describe. */
export interface Stream {
  /** All of the same bit rate, and not by chance. */
  readonly isConstant: boolean
  readonly seek: SeekTable
  /** CRC-16 of all of them. */
  readonly audioCrc: number
  /** Samples, 0 to 4095. */
  readonly delay: number
  /** Samples, 0 to 4095. */
  readonly padding: number
}

/** Bytes behind the side information: header, table of contents, LAME's extension. */
const tag = 156

/** The header of a tag's frame: like that of the audio, without a CRC, and of a bit rate that gives it room. */
function tagHeader(audio: Uint8Array) {
  for (let index = (audio[2] ?? 0) >> 4; index < 15; index++) {
    const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = audio
    const bytes = Buffer.from([b0, b1 | 1, (index << 4) | (b2 & 0x0d), b3])
    const header = frameHeader(bytes, 0)
    if (header && header.length >= header.mainData + tag) return { bytes, header }
  }
  throw new TypeError('no frame has room for a tag')
}

/** Bytes of the tag's frame in front of such audio. @param audio the first frame's header */
export function tagFrameLength(audio: Uint8Array): number {
  return tagHeader(audio).header.length
}

/**
 * The frame in front of the audio that describes it. ffmpeg writes one, too, into files only, with 1105 samples of padding at
 * most, although the short frames of low sample rates may need more, and with a CRC that is right for stereo only.
 *
 * @param audio the first frame's header
 */
export function tagFrame(audio: Uint8Array, { isConstant, seek, audioCrc, delay, padding }: Stream): Buffer {
  const { bytes, header } = tagHeader(audio)
  const frame = Buffer.alloc(header.length)
  const at = header.mainData
  const total = frame.length + seek.bytes
  frame.set(bytes)
  frame.write(isConstant ? 'Info' : 'Xing', at, 'latin1')
  frame.writeUInt32BE(allFields, at + 4)
  frame.writeUInt32BE(seek.frames, at + 8)
  frame.writeUInt32BE(total, at + 12)
  frame.set(tableOfContents(seek, frame.length), at + 16)
  const lame = at + 120
  frame.write('LAME3.100', lame, 'latin1')
  // Revision 0, and how the bit rate is chosen: constant, or LAME's newer way of varying it.
  frame[lame + 9] = isConstant ? 1 : 4
  frame[lame + 20] = isConstant ? Math.min(header.bitrate, 255) : 0
  frame.writeUIntBE((delay << 12) | padding, lame + 21, 3)
  frame.writeUInt32BE(total, lame + 28)
  frame.writeUInt16BE(audioCrc, lame + 32)
  frame.writeUInt16BE(crc16(frame.subarray(0, lame + 34)), lame + 34)
  return frame
}

/** Entry i: in 256ths of all bytes, where the audio is that comes after i hundredths of the time. */
function tableOfContents(seek: SeekTable, start: number): Uint8Array {
  return Uint8Array.from({ length: 100 }, (_, hundredth) => {
    const position = start + seek.at(Math.floor((hundredth * seek.frames) / 100))
    return Math.min(255, Math.floor((256 * position) / (start + seek.bytes)))
  })
}
