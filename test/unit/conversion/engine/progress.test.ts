import { createMeter, outSeconds } from '../../../../lambdas/conversion/engine/progress'
import type { Progress } from '../../../../lambdas/conversion/engine/types'

test.each([
  ['out_time_us=2500000', 2.5],
  ['out_time_us=N/A', undefined],
  ['out_time_us=-23000', undefined],
  ['out_time=00:00:02.500000', undefined],
])('%s is %p seconds', (line, seconds) => {
  expect(outSeconds(line)).toBe(seconds)
})

const told = (updates: readonly (readonly [number, number])[]): Progress[] => {
  const all: Progress[] = []
  const meter = createMeter((progress) => all.push(progress))
  for (const [done, elapsed] of updates) meter.update(done, elapsed)
  meter.finish()
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
