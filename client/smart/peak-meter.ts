/** A waveform, in the part of audiowaveform's format that is drawn: least and greatest of each point in turn, as signed bytes. */
export interface SoundPeaks {
  readonly bits: 8
  readonly data: readonly number[]
  /** Seconds from its beginning to its end. */
  readonly duration: number
}

/** As many as the service's own overview has at most. */
const points = 1000

/**
 * Measures a sound as it passes, whatever its length: a point for each thousandth of it.
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
        const value = (at % 2 === 0 ? least : greatest)[at >> 1] ?? 0
        return Math.max(-128, Math.min(127, Math.round(value * 127)))
      })
      return { bits: 8, data, duration }
    },
  }

  function measure(samples: Float32Array, from: number, to: number, point: number): void {
    let [low, high] = [least[point] ?? 0, greatest[point] ?? 0]
    for (let index = from; index < to; index++) {
      const value = samples[index] ?? 0
      if (value < low) low = value
      else if (value > high) high = value
    }
    least[point] = low
    greatest[point] = high
  }
}
