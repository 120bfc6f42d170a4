import { missingParts, partCountFor, partSizeFor, partSizeOf } from '../../../lambdas/uploads/domain'

const MiB = 1024 ** 2
const GiB = 1024 ** 3

/** Sizes about every border there is, and some anywhere, always the same. */
const sizes = [
  1,
  16 * MiB - 1,
  16 * MiB,
  16 * MiB + 1,
  20 * GiB,
  160_000 * MiB - 1,
  160_000 * MiB,
  160_000 * MiB + 1,
  200 * GiB,
  5 * 1024 * GiB,
  ...Array.from({ length: 500 }, (_, n) => Math.floor(200 * GiB * ((n * 0.618_033_988_75) % 1)) + 1),
]

describe('the part plan', () => {
  it('keeps S3’s limits for every size up to 5 TiB: 10,000 parts, 5 MiB to 5 GiB but for the last', () => {
    for (const size of sizes) {
      const partSize = partSizeFor(size)
      const count = partCountFor(size, partSize)
      expect(count).toBeGreaterThanOrEqual(1)
      expect(count).toBeLessThanOrEqual(10_000)
      expect(partSize).toBeGreaterThanOrEqual(5 * MiB)
      expect(partSize).toBeLessThanOrEqual(5 * GiB)
    }
  })

  it('covers every byte exactly once', () => {
    for (const size of sizes) {
      const partSize = partSizeFor(size)
      const count = partCountFor(size, partSize)
      const last = partSizeOf(size, partSize, count) ?? 0
      expect((count - 1) * partSize + last).toBe(size)
      expect(last).toBeGreaterThanOrEqual(1)
      if (count > 1) expect(partSizeOf(size, partSize, 1)).toBe(partSize)
    }
  })

  it('has no part 0 and none after the last', () => {
    expect(partSizeOf(20 * MiB, 16 * MiB, 0)).toBeUndefined()
    expect(partSizeOf(20 * MiB, 16 * MiB, 3)).toBeUndefined()
  })
})

describe('missing parts', () => {
  const size = 40 * MiB
  const whole = [16, 16, 8].map((mib, index) => ({ number: index + 1, size: mib * MiB }))

  it('are none when all are there, in whatever order', () => {
    expect(missingParts(size, 16 * MiB, [...whole].reverse())).toEqual([])
  })

  it('are those that did not arrive', () => {
    expect(missingParts(size, 16 * MiB, whole.slice(0, 1))).toEqual([2, 3])
    expect(missingParts(size, 16 * MiB, [])).toEqual([1, 2, 3])
  })

  it('and those of another size than planned', () => {
    expect(missingParts(size, 16 * MiB, [...whole.slice(0, 2), { number: 3, size: 8 * MiB - 1 }])).toEqual([3])
  })
})
