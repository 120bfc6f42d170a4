import type { FileHandle } from 'node:fs/promises'
import { readLameTag } from '../lame-tag'
import { ID3_HEADER, id3Size, Mp3Error } from '../mp3'
import { frameHeader } from '../mp3-header'

/** Bytes; no frame of layer III is longer: 320 kb/s at 32 kHz, with padding. */
const LONGEST_FRAME = 1441

/** What an MP3 file has in front of its audio. */
export interface Preamble {
  readonly id3: Buffer
  /** The frame of the LAME tag. */
  readonly tagFrame: Buffer
  /** Samples at the audio's start that are the encoder's. */
  readonly delay: number
  /** Bytes of both. */
  readonly length: number
}

/** @throws Mp3Error when there is no LAME tag. */
export const readPreamble = async (file: FileHandle): Promise<Preamble> => {
  const id3 = await readAt(file, 0, id3Size(await readAt(file, 0, ID3_HEADER)))
  const bytes = await readAt(file, id3.length, LONGEST_FRAME)
  const header = frameHeader(bytes, 0)
  const tag = header && readLameTag(bytes.subarray(0, header.length), header, id3.length)
  if (!tag) throw new Mp3Error('no LAME tag in front')
  const tagFrame = bytes.subarray(0, tag.frame.length)
  return { id3, tagFrame, delay: tag.delay, length: id3.length + tagFrame.length }
}

const readAt = async (file: FileHandle, start: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start)
  return buffer.subarray(0, bytesRead)
}
