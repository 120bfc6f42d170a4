import { edgesOf, movedByKey, nearerEdge, withEdge } from '../../../web/part'

const minute = 60

describe('the edges of a part', () => {
  it.each([
    [{}, { start: 0, end: minute }],
    [{ start: 10 }, { start: 10, end: minute }],
    [{ end: 20.5 }, { start: 0, end: 20.5 }],
    // As somebody may have typed it.
    [
      { start: 90, end: 100 },
      { start: minute, end: minute },
    ],
    [
      { start: 30, end: 10 },
      { start: 30, end: 30 },
    ],
  ])('of %j are within the recording', (part, edges) => {
    expect(edgesOf(part, minute)).toEqual(edges)
  })
})

describe('an edge that is moved', () => {
  const part = { start: 10, end: 20 }

  it('goes there, to the tenth', () => {
    expect(withEdge(part, 'start', 12.345, minute)).toEqual({ start: 12.3, end: 20 })
    expect(withEdge(part, 'end', 12.36, minute)).toEqual({ start: 10, end: 12.4 })
  })

  it('stops a tenth before the other one', () => {
    expect(withEdge(part, 'start', 25, minute)).toEqual({ start: 19.9, end: 20 })
    expect(withEdge(part, 'end', 5, minute)).toEqual({ start: 10, end: 10.1 })
    expect(withEdge({ start: 0.2, end: 0.3 }, 'end', 0, minute)).toEqual({ start: 0.2, end: 0.3 })
  })

  it('at the end of the recording is none: so it is sure that nothing is cut off', () => {
    expect(withEdge(part, 'start', -3, minute)).toEqual({ start: undefined, end: 20 })
    expect(withEdge(part, 'end', 99, minute)).toEqual({ start: 10, end: undefined })
    expect(withEdge(part, 'end', 59.99, 59.97)).toEqual({ start: 10, end: undefined })
  })
})

it.each([
  ['ArrowLeft', false, 29],
  ['ArrowDown', true, 29.9],
  ['ArrowRight', false, 31],
  ['ArrowUp', true, 30.1],
  ['PageDown', false, 20],
  ['PageUp', false, 40],
  ['Home', false, 0],
  ['End', false, minute],
  ['Tab', false, undefined],
  ['Enter', false, undefined],
])('%s (fine: %p) moves it from 30 to %p', (key, isFine, to) => {
  expect(movedByKey(key, isFine, 30, minute)).toBe(to)
})

it('is the nearer edge that a press takes', () => {
  const part = { start: 10, end: 20 }
  expect([3, 14, 16, 50].map((at) => nearerEdge(part, at, minute))).toEqual(['start', 'start', 'end', 'end'])
  expect([9, 11].map((at) => nearerEdge({ start: 10, end: 10 }, at, minute))).toEqual(['start', 'end'])
})
