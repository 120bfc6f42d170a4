import { createRate } from '../../../web/rate'

/** Takes in what was sent by then; milliseconds, bytes. */
function after(...samples: [number, number][]) {
  let time = 0
  const rate = createRate(() => time)
  for (const [at, bytes] of samples) {
    time = at
    rate.add(bytes)
  }
  return rate
}

it('tells how long the rest takes at the speed of the last seconds', () => {
  expect(after([0, 0], [2000, 1000]).secondsFor(5000)).toBe(10)
  // What was before does not count: it was slow then.
  expect(after([0, 0], [30_000, 100], [32_000, 10_100]).secondsFor(5000)).toBe(1)
})

it('says nothing before it can know, and when nothing moves', () => {
  expect(after([0, 0], [500, 1000]).secondsFor(5000)).toBeUndefined()
  expect(after([0, 1000], [5000, 1000]).secondsFor(5000)).toBeUndefined()
})

it('forgets a pause', () => {
  const rate = after([0, 0], [2000, 1000])
  rate.restart()
  expect(rate.secondsFor(5000)).toBeUndefined()
})
