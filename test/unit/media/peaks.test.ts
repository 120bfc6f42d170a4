import { signedByte, widen } from '../../../media/peaks'

it.each([
  [0, 0],
  [1, 127],
  [-1, -128],
  [0.5, 64],
  [-0.5, -64],
  [3, 127],
  [-3, -128],
])('a sample of %d is %d of 8 bits', (sample, byte) => {
  expect(signedByte(sample)).toBe(byte)
})

it('passes over what is not a number, and over samples outside of the stretch', () => {
  const extremes = { least: 0, greatest: 0 }
  widen(extremes, Float32Array.of(-1, 0.25, Number.NaN, -0.5, 1), 1, 4)
  expect(extremes).toEqual({ least: -0.5, greatest: 0.25 })
})
