import { encodersFor } from '../../../lambdas/conversion/encoders'

it.each([
  ['1024', 2, 1],
  ['1769', 2, 1],
  ['3008', 2, 2],
  // Three cores are seen, and the time of two is given.
  ['3540', 3, 2],
  ['5307', 4, 3],
  ['10240', 6, 6],
  // A function of the local cloud, on a small machine.
  ['10240', 2, 2],
])('a function of %s MB that sees %d cores has %d encoders', (memory, cores, encoders) => {
  expect(encodersFor(memory, cores)).toBe(encoders)
})

it('where nobody tells the memory, each core has one', () => {
  expect(encodersFor(undefined, 8)).toBe(8)
})
