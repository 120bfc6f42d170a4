import { type AudioCodec, FlacOutputFormat, MkvOutputFormat, Mp4OutputFormat, type OutputFormat } from 'mediabunny'
import { DoubtError } from './doubt'

/** Plain, not fragmented: a fragmented MP4 has no edit list, and so the encoder's run-up would be heard. */
function mp4() {
  return new Mp4OutputFormat({ fastStart: false })
}

function mkv() {
  return new MkvOutputFormat()
}

function flac() {
  return new FlacOutputFormat()
}

const fromMp4: Partial<Record<AudioCodec, () => OutputFormat>> = { aac: mp4, ac3: mp4, eac3: mp4, flac }
const fromMatroska: Partial<Record<AudioCodec, () => OutputFormat>> = {
  aac: mkv,
  ac3: mkv,
  eac3: mkv,
  dts: mkv,
  flac,
}

export interface Origin {
  readonly isMatroska: boolean
  /** Samples that the encoder's run-up takes, where Matroska tells it for the track (CodecDelay). */
  readonly delay: number
}

/**
 * The container in which packets of a codec decode to the same samples as in the video: measured, codec by codec
 * (docs/adr/0015). Not so Opus and Vorbis, whose end is not
 * cut any more, and MP3, which loses what makes it gapless.
 *
 * @throws DoubtError for all others
 */
export function containerFor(codec: AudioCodec, { isMatroska, delay }: Origin): OutputFormat {
  // What mediabunny writes as Matroska has no CodecDelay; an MP4's edit list can say the same.
  if (delay > 0 && codec !== 'aac') throw new DoubtError('codec')
  if (delay > 0) return mp4()
  // Of PCM in Matroska mediabunny loses packets.
  const container = codec.startsWith('pcm-') && !isMatroska ? mkv : (isMatroska ? fromMatroska : fromMp4)[codec]
  if (!container) throw new DoubtError('codec')
  return container()
}
