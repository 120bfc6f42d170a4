import { createPeakMeter } from '../../../../client/smart/peak-meter'

const rate = 8000

/** A sound of these loudnesses, a second each, in pieces of some samples. */
function measured(loudness: readonly number[], piece: number, duration = loudness.length) {
  const samples = Float32Array.from({ length: loudness.length * rate }, (_, at) => {
    const height = loudness[Math.floor(at / rate)] ?? 0
    return at % 2 === 0 ? height : -height / 2
  })
  const meter = createPeakMeter(duration)
  for (let at = 0; at < samples.length; at += piece) meter.add(samples.subarray(at, at + piece), at / rate, rate)
  return meter.read()
}

/** Least and greatest of the point at a share of it. */
function at({ data }: { readonly data: readonly number[] }, share: number) {
  const point = Math.floor((share * data.length) / 2)
  return [data[2 * point], data[2 * point + 1]]
}

it.each([1, 7, 1024, 100_000])('has a thousand points, for pieces of any length (%i)', (piece) => {
  const peaks = measured([0, 1, 0.5, 0.25], piece)
  expect(peaks).toMatchObject({ bits: 8, duration: 4 })
  expect(peaks.data).toHaveLength(2000)
  expect([0.1, 0.26, 0.49, 0.6, 0.9].map((share) => at(peaks, share))).toEqual([
    [0, 0],
    [-64, 127],
    [-64, 127],
    [-32, 64],
    [-16, 32],
  ])
})

it('finds the loudest of a point, be it one sample', () => {
  const meter = createPeakMeter(1000)
  const samples = new Float32Array(rate)
  samples[17] = -0.9
  meter.add(samples, 500, rate)
  expect(at(meter.read(), 0.5)).toEqual([-115, 0])
  expect(at(meter.read(), 0.501)).toEqual([0, 0])
})

it('passes over what lies outside, as encoders’ run-ups do, and what is louder than loud', () => {
  const meter = createPeakMeter(1)
  meter.add(Float32Array.of(1, 1), -0.1, rate)
  meter.add(Float32Array.of(3, -3), 1.2, rate)
  const { data } = meter.read()
  expect(data.slice(0, 2)).toEqual([0, 0])
  expect(data.slice(-2)).toEqual([-128, 127])
})

it('has points where there are fewer samples than points', () => {
  const meter = createPeakMeter(0.01)
  meter.add(new Float32Array(80).fill(0.5), 0, rate)
  const { data } = meter.read()
  expect(data.filter((value) => value === 64)).toHaveLength(80)
})
