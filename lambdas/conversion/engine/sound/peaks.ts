import { type Extremes, overviewPoints, signedByte, type Waveform, widen } from '../../../../media/peaks'
import type { OutputName, Sink } from '../model/types'

/** Points a second of the fine variant. */
const perSecond = 20

/**
 * Peaks of a waveform as BBC's audiowaveform writes them (its DataFormat.md, version 2), which wavesurfer.js and peaks.js read:
 * for each pixel the least and the greatest sample of all channels together.
 */
export interface Peaks extends Waveform {
  readonly version: 2
  readonly channels: 1
  /** Hz. */
  readonly sample_rate: number
  /** Samples that a pixel stands for; the last one may stand for fewer. */
  readonly samples_per_pixel: number
  /** Pixels. */
  readonly length: number
}

/** Which variants there are, and where each goes. */
export const peaksOutputs = { overview: 'peaks-overview', fine: 'peaks-fine' } as const satisfies Record<
  string,
  OutputName
>

/**
 * Filters that measure the sound on its way and let it pass unchanged: a branch of its own, which ends in nothing. What it
 * measures goes to ffmpeg's descriptor 4, where `PeakMeter` reads it.
 */
export function peakFilters(sampleRate: number): string {
  return [
    'asplit[sound]',
    'aformat=sample_fmts=fltp',
    `asetnsamples=n=${windowOf(sampleRate)}:p=0`,
    'astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=Min_level+Max_level',
    "ametadata=mode=print:file='pipe\\:4'",
    'anullsink;[sound]anull',
  ].join(',')
}

/** No samples yet. */
function nothing(): Extremes {
  return { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY }
}

/** Samples of a point of the fine variant. */
function windowOf(sampleRate: number): number {
  return Math.ceil(sampleRate / perSecond)
}

/** Collects what `peakFilters` measure, or measures the samples itself where they pass by. */
export class PeakMeter {
  private rest = ''
  /** Least and greatest of each point in turn, with room for more: six hours take a megabyte. */
  private bytes = new Int8Array(0)
  private length = 0
  /** The point at work, as samples: the least is above the greatest as long as there is no number in it. */
  private point: Extremes = nothing()
  /** Samples that are still missing in it; 0: there is none. */
  private missing = 0

  /** Begins with a sound, forgetting what came before. @returns what takes the text as it comes */
  listen(): (text: string) => void {
    this.begin()
    return (text) => this.add(text)
  }

  /** The same for the samples themselves, of all channels in turn. */
  hear({
    sampleRate,
    channels,
  }: {
    readonly sampleRate: number
    readonly channels: number
  }): (samples: Float32Array) => void {
    this.begin()
    const length = windowOf(sampleRate) * channels
    return (samples) => {
      for (let from = 0; from < samples.length; ) {
        if (this.missing === 0) this.missing = length
        const to = Math.min(from + this.missing, samples.length)
        widen(this.point, samples, from, to)
        this.missing -= to - from
        from = to
        if (this.missing === 0) this.endPoint()
      }
    }
  }

  private begin(): void {
    this.rest = ''
    this.length = 0
    this.missing = 0
    this.point = nothing()
  }

  /** Without a number in it, as in sound that is none, it is silence. */
  private endPoint(): void {
    if (this.length + 2 > this.bytes.length) {
      const larger = new Int8Array(Math.max(4096, 2 * this.bytes.length))
      larger.set(this.bytes)
      this.bytes = larger
    }
    const { least, greatest } = this.point
    const isNone = !(least <= greatest)
    this.bytes[this.length++] = isNone ? 0 : signedByte(least)
    this.bytes[this.length++] = isNone ? 0 : signedByte(greatest)
    this.point = nothing()
  }

  private add(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, name, level] = /^lavfi\.astats\.Overall\.(Min|Max)_level=(\S+)$/.exec(line) ?? []
      if (name === 'Min') this.point.least = Number(level)
      if (name !== 'Max') continue
      this.point.greatest = Number(level)
      this.endPoint()
    }
  }

  /** About 20 points a second. */
  fine(sampleRate: number): Peaks {
    return this.grouped(sampleRate, 1)
  }

  /** A thousand points at most. */
  overview(sampleRate: number): Peaks {
    return this.grouped(sampleRate, Math.max(1, Math.ceil(this.length / 2 / overviewPoints)))
  }

  private grouped(sampleRate: number, size: number): Peaks {
    // The last one may be shorter.
    if (this.missing > 0) this.endPoint()
    this.missing = 0
    const data: number[] = []
    for (let at = 0; at < this.length; at += 2) {
      const [least, greatest] = [this.bytes[at] as number, this.bytes[at + 1] as number]
      const isFirst = at % (2 * size) === 0
      if (isFirst) data.push(least, greatest)
      else {
        const last = data.length - 2
        data[last] = Math.min(data[last] as number, least)
        data[last + 1] = Math.max(data[last + 1] as number, greatest)
      }
    }
    return {
      version: 2,
      channels: 1,
      sample_rate: sampleRate,
      samples_per_pixel: size * windowOf(sampleRate),
      bits: 8,
      length: data.length / 2,
      data,
    }
  }
}

/** Hands both variants over. */
export async function writePeaks(sink: Sink, meter: PeakMeter, sampleRate: number): Promise<void> {
  for (const [name, peaks] of [
    [peaksOutputs.overview, meter.overview(sampleRate)],
    [peaksOutputs.fine, meter.fine(sampleRate)],
  ] as const) {
    const output = await sink.open({ name, contentType: 'application/json' })
    await output.write(Buffer.from(JSON.stringify(peaks)))
    await output.finish()
  }
}
