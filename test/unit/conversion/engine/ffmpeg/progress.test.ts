import * as fc from 'fast-check'
import { outSeconds, trackProgress } from '../../../../../lambdas/conversion/engine/ffmpeg/progress'
import type { Progress } from '../../../../../lambdas/conversion/engine/model/types'

test.each([
  ['out_time_us=2500000', 2.5],
  ['out_time_us=N/A', undefined],
  ['out_time_us=-23000', undefined],
  ['out_time=00:00:02.500000', undefined],
])('%s is %p seconds', (line, seconds) => {
  expect(outSeconds(line)).toBe(seconds)
})

function told(updates: readonly (readonly [number, number])[]): Progress[] {
  const all: Progress[] = []
  const tracker = trackProgress((progress) => all.push(progress))
  for (const [done, elapsed] of updates) tracker.update(done, elapsed)
  tracker.finish()
  return all
}

test('progress never falls, repeats nothing and ends at 100', () => {
  const percents = told([[0, 0], [0.25, 1], [0.2, 2], [0.25, 3], [0.5, 4]]).map(({ percent }) => percent) // biome-ignore format: pairs
  expect(percents).toEqual([0, 25, 50, 100])
})

test('a file that lies about its duration stays between 0 and 99', () => {
  const percents = told([[-5, 1], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1], [1000, 2], [2000, 3]]) // biome-ignore format: pairs
  expect(percents.map(({ percent }) => percent)).toEqual([0, 99, 100])
})

test('the rest of the time follows from what has passed', () => {
  expect(told([[0.25, 10]])[0]).toEqual({ percent: 25, etaSeconds: 30 })
  expect(told([[0, 10]])[0]).toEqual({ percent: 0 })
})

describe('whichever progress is measured', () => {
  /** Shares of any size and order, also such as no honest file gives. */
  const anyNumber = fc.oneof(fc.double(), fc.double({ min: -0.5, max: 1.5, noNaN: true }))
  const elapsed = fc.double({ min: 0, max: 50_000, noNaN: true })
  const measurements = fc.array(fc.tuple(anyNumber, elapsed), { maxLength: 50 })

  test('progress is from 0 to 100, and rises with every word', () => {
    fc.assert(
      fc.property(measurements, (updates) => {
        const percents = told(updates).map(({ percent }) => percent)
        expect(percents.every((percent, index) => percent > (percents[index - 1] ?? -1))).toBe(true)
        expect(percents.at(-1)).toBe(100)
        expect(percents.slice(0, -1).every((percent) => percent < 100)).toBe(true)
      }),
    )
  })

  test('the rest of the time is a number of seconds, not below 0, or is not told', () => {
    fc.assert(
      fc.property(measurements, (updates) => {
        for (const { percent, etaSeconds } of told(updates))
          expect(
            percent === 0 ? etaSeconds === undefined : Number(etaSeconds) >= 0 && Number.isFinite(etaSeconds),
          ).toBe(true)
      }),
    )
  })

  test('nothing is told behind the end', () => {
    fc.assert(
      fc.property(measurements, (updates) => {
        const all: Progress[] = []
        const tracker = trackProgress((progress) => all.push(progress))
        tracker.finish()
        for (const [done, seconds] of updates) tracker.update(done, seconds)
        expect(all).toEqual([{ percent: 100, etaSeconds: 0 }])
      }),
    )
  })

  test('the seconds that ffmpeg tells are a number not below 0', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)), (value) => {
        const seconds = outSeconds(`out_time_us=${value}`)
        expect(seconds === undefined || seconds >= 0).toBe(true)
      }),
    )
  })
})
