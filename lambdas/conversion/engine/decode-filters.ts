import type { ConvertOptions } from './types'

/** Decoded sound. */
export interface PcmFormat {
  /** Hz. */
  readonly sampleRate: number
  readonly channels: 1 | 2
}

/** What happens to the sound between decoder and encoder: the one place that knows, whatever encodes it. */
export const decodeFilters = ({ start, end }: ConvertOptions, format: PcmFormat): string =>
  [mixed(format), ...trimmed(format.sampleRate, start, end)].join(',')

/** Mixing and resampling as if for LAME's own sample formats: ffmpeg mixes whole numbers down more quietly than floats. */
const mixed = ({ sampleRate, channels }: PcmFormat): string => {
  const layout = channels === 1 ? 'mono' : 'stereo'
  return `aformat=sample_fmts=s32p|fltp|s16p:sample_rates=${sampleRate}:channel_layouts=${layout}`
}

/** Seconds of the source's time, on the sample; behind it, time starts at 0 again. */
const trimmed = (sampleRate: number, start = 0, end?: number): string[] => {
  if (start === 0 && end === undefined) return []
  const samples = (seconds: number) => Math.round(seconds * sampleRate)
  const until = end === undefined ? '' : `:end_pts=${samples(end)}`
  return [`atrim=start_pts=${samples(start)}${until}`, 'asetpts=N']
}
