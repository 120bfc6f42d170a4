import { formats } from '../../../../options/formats'
import type { FileFormat } from './file-format'

/** Opus in Ogg (RFC 7845). The output is always 48 kHz; a lower sample rate only removes the higher frequencies. */
export const opus: FileFormat = {
  extension: 'opus',
  contentType: 'audio/ogg',
  container: 'ogg',
  codec: 'opus',
  sampleRate: () => 48000,
  maxChannels: 2,
  isLossy: true,
  encoder: (options) => ['-c:a', 'libopus', '-b:a', `${options.bitrate ?? formats.opus.bitrate?.usual}k`],
  muxer: () => ['-f', 'opus'],
  metadata: 'vorbis',
  demuxer: 'ogg',
  decodedRate: 48000,
  surplus: 0,
}
