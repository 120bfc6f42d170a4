import type { FileFormat } from './file-format'

/** The source's own samples; 24 bits of them where it has more than 16 and they are real. Beyond 4 GiB it becomes RF64 (EBU Tech 3306). */
export const wav: FileFormat = {
  extension: 'wav',
  contentType: 'audio/wav',
  container: 'wav',
  codec: 'pcm',
  sampleRate: (source) => source,
  maxChannels: 8,
  isLossy: false,
  encoder: (_options, { bits = 16 }) => ['-c:a', bits > 16 ? 'pcm_s24le' : 'pcm_s16le'],
  muxer: () => ['-rf64', 'auto', '-f', 'wav'],
  metadata: 'tags',
  demuxer: 'wav',
  surplus: 0,
}
