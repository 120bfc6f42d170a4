import type { FileFormat } from './file-format'

/** The source's own samples; 24 bits of them where it has more than 16 and they are real. */
export const flac: FileFormat = {
  extension: 'flac',
  contentType: 'audio/flac',
  container: 'flac',
  codec: 'flac',
  sampleRate: (source) => source,
  maxChannels: 8,
  isLossy: false,
  encoder: (_options, { bits = 16 }) => ['-c:a', 'flac', '-sample_fmt', bits > 16 ? 's32' : 's16'],
  muxer: () => ['-f', 'flac'],
  metadata: 'vorbis',
  demuxer: 'flac',
  surplus: 0,
}
