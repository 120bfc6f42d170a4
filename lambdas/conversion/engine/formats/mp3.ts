import { formats } from '../../../../options/formats'
import type { ConvertOptions } from '../model/types'
import { type FileFormat, nearestSampleRate } from './file-format'

const { bitrate, sampleRates } = formats.mp3

export const mp3: FileFormat = {
  extension: 'mp3',
  contentType: 'audio/mpeg',
  container: 'mp3',
  codec: 'mp3',
  sampleRate: (source) => nearestSampleRate(sampleRates, source),
  maxChannels: 2,
  isLossy: true,
  encoder(options, { sampleRate }) {
    const quality = mp3Quality(options, sampleRate)
    if ('vbr' in quality) return ['-c:a', 'libmp3lame', '-q:a', String(quality.vbr)]
    return ['-c:a', 'libmp3lame', '-b:a', `${quality.bitrate}k`]
  },
  /** Frames of audio and nothing that describes them: ID3 and the Xing/LAME header are ours (`mp3-writer.ts`). */
  muxer: () => ['-write_xing', '0', '-flush_packets', '0', '-f', 'mp3'],
  metadata: 'id3',
  demuxer: 'mp3',
  surplus: 0,
}

/** What LAME is told: V0 to V9, or kb/s. */
export function mp3Quality(
  { vbr, bitrate: asked = bitrate?.usual ?? 0 }: Pick<ConvertOptions, 'vbr' | 'bitrate'>,
  sampleRate: number,
): { readonly vbr: number } | { readonly bitrate: number } {
  return vbr === undefined ? { bitrate: Math.min(asked, highestBitrate(sampleRate)) } : { vbr }
}

/** kb/s: the tables of MPEG-2 end at 160, and decoders are tested to 64 at the rates of MPEG-2.5 (as LAME limits it). */
function highestBitrate(sampleRate: number): number {
  return sampleRate >= 32000 ? 320 : sampleRate >= 16000 ? 160 : 64
}

/** Samples per channel of a frame: two granules in MPEG-1, one in MPEG-2 and 2.5. */
export function mp3FrameSamples(sampleRate: number): 1152 | 576 {
  return sampleRate >= 32000 ? 1152 : 576
}
