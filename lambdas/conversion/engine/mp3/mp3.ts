import type { LameTag } from './lame-tag'

export interface Mp3Facts {
  /** Of audio, without the tag's. */
  readonly frames: number
  /** Hz. */
  readonly sampleRate: number
  readonly channels: 1 | 2
  /** kb/s; `undefined` when it varies. */
  readonly bitrate: number | undefined
  readonly tag: LameTag | undefined
  /** Per channel in each frame: 1152 from 32 kHz on, 576 below. */
  readonly frameSamples: number
  /** Per channel, without the encoder's delay and padding where the tag tells them. */
  readonly samples: number
  /** Bytes of the audio frames, the tag's not counted. */
  readonly audioBytes: number
  /** CRC-16 of those. */
  readonly audioCrc: number
}

/** The bytes are not one whole MP3. `message` says where, for the log. */
export class Mp3Error extends Error {
  override readonly name = 'Mp3Error'
}

/** Bytes of an ID3v2 header. */
export const id3Header = 10

/** Bytes of the ID3v2 tag that starts with these `id3Header` ones, 0 if none does (id3.org, id3v2.4.0-structure, 3.1). */
export function id3Size(header: Buffer): number {
  if (header.toString('latin1', 0, 3) !== 'ID3') return 0
  // The last four bytes are the size of the rest, seven bits each.
  return id3Header + header.subarray(6, id3Header).reduce((size, byte) => (size << 7) | byte, 0)
}
