import type { ConvertOptions } from '../model/types'

/** How sound is put into a file of one format. To add a format is to add one of these, and its name and limits to `options/formats.ts`. */
export interface FileFormat {
  /** Of a file name. */
  readonly extension: string
  readonly contentType: string
  /** ffmpeg's names of what comes out. */
  readonly container: string
  readonly codec: string
  /** The sample rate to encode at, in Hz, when none was asked for. */
  sampleRate(source: number): number
  /** More channels are mixed down to stereo. */
  readonly maxChannels: number
  /** Whether the sound comes back somewhat changed, and so with peaks somewhat higher. */
  readonly isLossy: boolean
  /** ffmpeg's options of the encoder. */
  encoder(options: ConvertOptions, sound: EncodedSound): string[]
  /** ffmpeg's options of the file, up to the format. */
  muxer(sound: EncodedSound): string[]
  /** How it holds tags, chapters and cover. */
  readonly metadata: MetadataKind
  /** ffmpeg's name of what reads it back. */
  readonly demuxer: string
  /** Hz that it is read back at, where it is always the same. */
  readonly decodedRate?: number
  /** Samples that ffmpeg before 7 plays beyond the end that the file tells. */
  readonly surplus: number
}

/** ID3v2, MP4's boxes, Vorbis comments (of Ogg and FLAC), or tags alone (of RIFF). */
export type MetadataKind = 'id3' | 'mp4' | 'vorbis' | 'tags'

/** What is encoded. */
export interface EncodedSound {
  /** Hz. */
  readonly sampleRate: number
  readonly channels: number
  /** Bits of a sample of the source, where its codec keeps them all. */
  readonly bits: number | undefined
}

/**
 * The source's sample rate where it is allowed, else half of it until it fits (96 → 48, 88.2 → 44.1 kHz), else the next higher
 * one, so that nothing audible is lost.
 *
 * @param allowed Hz, highest first
 */
export function nearestSampleRate(allowed: readonly number[], source: number): number {
  const [highest = source] = allowed
  let rate = source
  while (rate > highest) rate /= 2
  return allowed.filter((candidate) => candidate >= rate).at(-1) ?? highest
}
