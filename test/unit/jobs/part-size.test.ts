import { partSizeFor } from '../../../lambdas/jobs/part-size'
import { partCountOf, partSizeOf } from '../../../protocol/parts'

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
      const count = partCountOf({ size, partSize })
      expect(count).toBeGreaterThanOrEqual(1)
      expect(count).toBeLessThanOrEqual(10_000)
      expect(partSize).toBeGreaterThanOrEqual(5 * MiB)
      expect(partSize).toBeLessThanOrEqual(5 * GiB)
    }
  })

  it('covers every byte exactly once', () => {
    for (const size of sizes) {
      const partSize = partSizeFor(size)
      const count = partCountOf({ size, partSize })
      const last = partSizeOf({ size, partSize }, count)
      expect((count - 1) * partSize + last).toBe(size)
      expect(last).toBeGreaterThanOrEqual(1)
      if (count > 1) expect(partSizeOf({ size, partSize }, 1)).toBe(partSize)
    }
  })
})
