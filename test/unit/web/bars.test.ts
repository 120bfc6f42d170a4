import { barsOf } from '../../../web/bars'

/** Points of these heights, out of 127. */
function peaksOf(...heights: number[]) {
  return {
    bits: 8,
    data: heights.flatMap((height) => [-height, Math.round(height / 2)]),
  }
}

it('has as many bars as there is room for, each as high as the loudest that it stands for', () => {
  expect(barsOf(peaksOf(10, 20, 40, 5), 10)).toEqual([0.5, 1])
})

it('repeats points where there is room for more', () => {
  expect(barsOf(peaksOf(20, 40), 20)).toEqual([0.5, 0.5, 1, 1])
})

it('is flat for silence, and for nothing', () => {
  expect(barsOf(peaksOf(0, 0), 10)).toEqual([0, 0])
  expect(barsOf(peaksOf(), 10)).toEqual([0, 0])
})
