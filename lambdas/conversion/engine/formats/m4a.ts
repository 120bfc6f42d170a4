import { samplesPerPacket } from '../../../../media/aac'
import { formats } from '../../../../options/formats'
import { type FileFormat, nearestSampleRate } from './file-format'

const { bitrate, sampleRates } = formats.m4a

/** AAC-LC in MP4. */
export const m4a: FileFormat = {
  extension: 'm4a',
  contentType: 'audio/mp4',
  container: 'm4a',
  codec: 'aac',
  sampleRate: (source) => nearestSampleRate(sampleRates, source),
  maxChannels: 2,
  isLossy: true,
  encoder: (options) => ['-c:a', 'aac', '-b:a', `${options.bitrate ?? bitrate?.usual}k`],
  /** The edit list tells where the sound begins and ends, in units of the movie: those of a sample, or players would round. */
  // biome-ignore format: an option and its value on one line
  muxer: ({ sampleRate }) => [
    '-movie_timescale', String(sampleRate),
    '-movflags', '+faststart',
    '-f', 'ipod',
  ],
  metadata: 'mp4',
  demuxer: 'mov',
  surplus: samplesPerPacket,
}
