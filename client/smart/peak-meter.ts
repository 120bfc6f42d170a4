import { overviewPoints as points, signedByte, type Waveform, widen } from '../../media/peaks'

/** The waveform of a sound. */
export interface SoundPeaks extends Waveform {
  /** Seconds from its beginning to its end. */
  readonly duration: number
}

/**
 * Measures a sound of any length as it passes: one point for each thousandth of it.
 *
 * @param duration in seconds
 */
export function createPeakMeter(duration: number) {
  const least = new Float32Array(points)
  const greatest = new Float32Array(points)

  return {
    /** @param samples of one channel, from -1 to 1 @param at seconds from the beginning @param sampleRate Hz */
    add(samples: Float32Array, at: number, sampleRate: number): void {
      const perPoint = (duration * sampleRate) / points
      for (let index = 0; index < samples.length; ) {
        const point = Math.floor((at * sampleRate + index) / perPoint)
        const next = Math.ceil((point + 1) * perPoint - at * sampleRate)
        const to = Math.min(samples.length, Math.max(next, index + 1))
        if (point >= 0) measure(samples, index, to, Math.min(point, points - 1))
        index = to
      }
    },
    /** As far as it has come; what has not passed yet is flat. */
    read(): SoundPeaks {
      const data = Array.from({ length: 2 * points }, (_, at) => {
        return signedByte((at % 2 === 0 ? least : greatest)[at >> 1] ?? 0)
      })
      return { bits: 8, data, duration }
    },
  }

  function measure(samples: Float32Array, from: number, to: number, point: number): void {
    const extremes = { least: least[point] ?? 0, greatest: greatest[point] ?? 0 }
    widen(extremes, samples, from, to)
    least[point] = extremes.least
    greatest[point] = extremes.greatest
  }
}
