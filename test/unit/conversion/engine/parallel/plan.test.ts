import {
  OVERLAP,
  PRE_ROLL,
  planEnd,
  planRest,
  planStarts,
  usefulWorkers,
} from '../../../../../lambdas/conversion/engine/parallel/plan'

const hour = 150_000

/** Lengths of the slices that begin at these frames. */
const lengths = (starts: readonly number[], frames: number) =>
  starts.map((start, index) => (starts[index + 1] ?? frames) - start)

test.each([2, 3, 6, 16])('%d encoders share all frames, the earlier ones more', (workers) => {
  const starts = planStarts(hour, workers)
  expect(starts).toHaveLength(workers)
  expect(starts[0]).toBe(0)
  const shares = lengths(starts, hour)
  // Not to the frame: borders are in step.
  for (const [index, share] of shares.slice(1).entries()) expect(share).toBeLessThan((shares[index] ?? 0) + 49)
})

test('all encoders end together, on cores of which the decoder has one first', () => {
  const decoding = 0.087
  const starts = planStarts(hour, 6)
  const ends = lengths(starts, hour).map((length, index) => {
    const begins = index === 5 ? decoding : (decoding * (starts[index] ?? 0)) / hour
    return begins + length / hour
  })
  for (const end of ends) expect(end).toBeCloseTo(ends[0] ?? 0, 2)
})

test('encoders come to their slices in step with the pattern of longer frames at 44.1 kHz', () => {
  const starts = [...planStarts(hour, 7).slice(1), ...planRest(100, hour, 3).slice(1), planEnd(0, hour) ?? 0]
  for (const start of starts) expect((start - PRE_ROLL) % 49).toBe(0)
})

test('no slice is so short that its seams could meet', () => {
  for (const frames of [100, 700, 900, 3000, 9000]) {
    for (const starts of [planStarts(frames, 8), planRest(0, frames, 8)]) {
      const shortest = Math.min(...lengths(starts, frames))
      if (starts.length > 1) expect(shortest).toBeGreaterThan(PRE_ROLL + OVERLAP)
    }
  }
  expect(planStarts(600, 8)).toEqual([0])
  expect(planStarts(9000, 8).length).toBeGreaterThan(4)
})

test('the rest is shared equally', () => {
  const starts = planRest(1000, 5000, 4)
  expect(starts[0]).toBe(1000)
  for (const length of lengths(starts, 5000)) expect(Math.abs(length - 1000)).toBeLessThan(50)
  expect(planRest(1000, 1100, 4)).toEqual([1000])
  expect(planRest(1000, 9000, 1)).toEqual([1000])
})

test('a slice that must end before it is known where leaves a rest for another', () => {
  const end = planEnd(50_000, hour) ?? 0
  expect(end).toBeGreaterThan(0.9 * hour)
  expect(hour - end).toBeGreaterThan(PRE_ROLL + OVERLAP)
  expect(planEnd(hour - 500, hour)).toBeUndefined()
})

test.each([
  [{ seconds: 59, sampleRate: 48000, channels: 2 }, 1],
  [{ seconds: 119, sampleRate: 48000, channels: 2 }, 1],
  [{ seconds: 120, sampleRate: 48000, channels: 2 }, 2],
  [{ seconds: 1200, sampleRate: 48000, channels: 2 }, 6],
  [{ seconds: 240, sampleRate: 48000, channels: 1 }, 2],
  [{ seconds: 240, sampleRate: 16000, channels: 1 }, 1],
])('of six encoders, for %j, %d pay', (sound, expected) => {
  expect(usefulWorkers(sound, 6, 60)).toBe(expected)
})
