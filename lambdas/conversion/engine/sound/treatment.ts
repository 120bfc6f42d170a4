import type { Window } from './window'

/** Samples per channel of the source's own rate: from one on, up to before another. */
export interface SampleRange {
  readonly start: number
  readonly end: number
}

/** What is to be done to the sound between decoder and encoder, once all is known that it depends on. */
export interface Treatment {
  readonly window: Window
  /** Those that are the sound's, of what is decoded, where the decoder does not know. */
  readonly samples?: SampleRange
  /** dB. */
  readonly gain?: number
  /** dB of full scale that true peaks are held below, where the gain would lift them above. */
  readonly ceiling?: number
  /** Seconds. */
  readonly fadeIn?: number
  /** In seconds from the window's start. */
  readonly fadeOut?: { readonly from: number; readonly seconds: number }
}

/** Decoded sound. */
export interface PcmFormat {
  /** Hz. */
  readonly sampleRate: number
  readonly channels: number
  /** What more or other channels are mixed to; `undefined`: they stay as they are. */
  readonly layout: 'mono' | 'stereo' | undefined
  /** Samples per channel of an MP3 frame. */
  readonly frameSamples: number
}

/** The treatment as ffmpeg's filters: the only place that knows them, for all encoders. */
export function decodeFilters(treatment: Treatment, format: PcmFormat): string {
  return [
    ...chosen(treatment.samples),
    mixed(format),
    ...trimmed(format.sampleRate, treatment.window),
    ...amplified(format.sampleRate, treatment),
    ...faded(treatment),
  ].join(',')
}

function chosen(samples: SampleRange | undefined): string[] {
  return samples ? [`atrim=start_sample=${samples.start}:end_sample=${samples.end}`] : []
}

/** Mixing and resampling as if for LAME's own sample formats: ffmpeg mixes whole numbers down more quietly than floats. */
function mixed({ sampleRate, layout }: PcmFormat): string {
  return `aformat=sample_fmts=s32p|fltp|s16p:sample_rates=${sampleRate}${layout ? `:channel_layouts=${layout}` : ''}`
}

/** Seconds of the source's time, on the sample; behind it, time starts at 0 again. */
function trimmed(sampleRate: number, { start, end, from = 0 }: Window): string[] {
  if (start === 0 && end === undefined) return ['asetpts=N']
  // Time starts at 0 where decoding begins.
  const samples = (seconds: number) => Math.round(seconds * sampleRate) - from * sampleRate
  const until = end === undefined ? '' : `:end_pts=${samples(end)}`
  return [`atrim=start_pts=${samples(start)}${until}`, 'asetpts=N']
}

/** The limiter sees samples; four times as many show the peaks between them (ITU-R BS.1770-4, annex 2). */
function amplified(sampleRate: number, { gain, ceiling }: Treatment): string[] {
  if (gain === undefined) return []
  const volume = `volume=${gain.toFixed(3)}dB:precision=float`
  if (ceiling === undefined) return [volume]
  const limit = (10 ** (ceiling / 20)).toFixed(6)
  return [
    volume,
    `aresample=${sampleRate * 4}`,
    `alimiter=limit=${limit}:level=disabled:attack=5:release=50:latency=1`,
    `aresample=${sampleRate}`,
  ]
}

function faded({ fadeIn, fadeOut }: Treatment): string[] {
  return [
    ...(fadeIn ? [`afade=t=in:d=${fadeIn}`] : []),
    ...(fadeOut ? [`afade=t=out:st=${fadeOut.from.toFixed(6)}:d=${fadeOut.seconds}`] : []),
  ]
}
