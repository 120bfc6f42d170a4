import type { FileFormat } from './file-format'
import { flac } from './flac'
import { m4a } from './m4a'
import { mp3 } from './mp3'
import { opus } from './opus'
import { wav } from './wav'

const ogg: FileFormat = { ...opus, extension: 'ogg', codec: 'vorbis', muxer: () => ['-f', 'ogg'] }

/** Takes any codec; few players know it, so only what fits nowhere else goes there. */
const mka: FileFormat = {
  ...ogg,
  extension: 'mka',
  contentType: 'audio/x-matroska',
  container: 'matroska',
  metadata: 'tags',
  muxer: () => ['-f', 'matroska'],
  demuxer: 'matroska',
}

/** ffmpeg's names of codecs, and the files that they are at home in. */
const homes: Readonly<Record<string, FileFormat>> = {
  mp3,
  aac: m4a,
  alac: m4a,
  opus,
  vorbis: ogg,
  flac,
  pcm_u8: wav,
  pcm_s16le: wav,
  pcm_s24le: wav,
  pcm_s32le: wav,
  pcm_f32le: wav,
}

/** The file for sound that stays in its codec. */
export function homeOf(codec: string): FileFormat {
  return {
    ...(homes[codec] ?? mka),
    codec,
    encoder: () => ['-c:a', 'copy'],
  }
}
