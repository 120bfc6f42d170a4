import { hasPart, missingParts, partCountOf, partNumbersOf, partRangeOf, partSizeOf } from '../../../protocol/parts'

const plan = { size: 20, partSize: 8 }

describe('the parts of a source', () => {
  it('have one size but for the last, which has the rest', () => {
    expect(partNumbersOf(plan).map((number) => partSizeOf(plan, number))).toEqual([8, 8, 4])
    expect(partRangeOf(plan, 2)).toEqual({ start: 8, end: 16 })
    expect(partRangeOf(plan, 3)).toEqual({ start: 16, end: 20 })
  })

  it.each([1, 7, 8, 9, 16, 1001])('cover each of %i bytes exactly once', (size) => {
    const cut = { size, partSize: 8 }
    const ranges = partNumbersOf(cut).map((number) => partRangeOf(cut, number))
    expect(ranges.map(({ start }) => start)).toEqual([0, ...ranges.slice(0, -1).map(({ end }) => end)])
    expect(ranges.at(-1)?.end).toBe(size)
    expect(ranges).toHaveLength(partCountOf(cut))
  })

  it('begin with 1', () => {
    expect([0, 1, 3, 4].map((number) => hasPart(plan, number))).toEqual([false, true, true, false])
  })
})

describe('missing parts', () => {
  const whole = [8, 8, 4].map((size, index) => ({ number: index + 1, size }))

  it('are none when all are there, in any order', () => {
    expect(missingParts(plan, [...whole].reverse())).toEqual([])
  })

  it('are those that did not arrive', () => {
    expect(missingParts(plan, whole.slice(0, 1))).toEqual([2, 3])
    expect(missingParts(plan, [])).toEqual([1, 2, 3])
  })

  it('and those of another size than planned', () => {
    expect(missingParts(plan, [...whole.slice(0, 2), { number: 3, size: 3 }])).toEqual([3])
  })
})
