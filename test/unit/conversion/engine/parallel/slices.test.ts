import {
  framesOf,
  handOver,
  overlapFrames,
  planStarts,
  preRoll,
  rest,
  shortestFrames,
  splitOf,
  usefulWorkers,
} from '../../../../../lambdas/conversion/engine/parallel/slices'

const hour = 150_000

/** Lengths of the slices that begin at these frames. */
function lengths(starts: readonly number[], frames: number) {
  return starts.map((start, index) => (starts[index + 1] ?? frames) - start)
}

test.each([2, 3, 6, 16])('%d encoders share all frames, the earlier ones more', (workers) => {
  const starts = planStarts(hour, workers)
  expect(starts).toHaveLength(workers)
  expect(starts[0]).toBe(0)
  const shares = lengths(starts, hour)
  // Not to the frame: borders are in step.
  for (const [index, share] of shares.slice(1).entries()) expect(share).toBeLessThan((shares[index] ?? 0) + 49)
})

test('all encoders end together, on cores of which the decoder has one first', () => {
  const decoding = 0.13
  const starts = planStarts(hour, 6)
  const ends = lengths(starts, hour).map((length, index) => {
    const begins = index === 5 ? decoding : (decoding * (starts[index] ?? 0)) / hour
    return begins + length / hour
  })
  for (const end of ends) expect(end).toBeCloseTo(ends[0] ?? 0, 2)
})

test('encoders come to their slices in step with the pattern of longer frames at 44.1 kHz', () => {
  const given = [splitOf({ start: 0, position: 1000, end: hour }), handOver({ start: 0, position: 777 }, hour)]
  const starts = [...planStarts(hour, 7).slice(1), ...given.map((start) => start ?? 0)]
  for (const start of starts) expect((start - preRoll) % 49).toBe(0)
})

test('no slice is so short that its seams could meet', () => {
  for (const frames of [100, 700, 900, 3000, 9000]) {
    const starts = planStarts(frames, 8)
    const shortest = Math.min(...lengths(starts, frames))
    if (starts.length > 1) expect(shortest).toBeGreaterThan(preRoll + overlapFrames)
  }
  expect(planStarts(600, 8)).toEqual([0])
  expect(planStarts(9000, 8).length).toBeGreaterThan(4)
})

describe('an encoder that is free takes half of what another has left', () => {
  const at = (position: number, end = 20_000) => splitOf({ start: 10_000, position, end }, 500)

  test('so that both end together', () => {
    expect(Math.abs((at(12_000) ?? 0) - 16_000)).toBeLessThan(49)
  })

  test('if that is as much as pays for both', () => {
    expect(at(18_950)).toBeDefined()
    expect(at(19_100)).toBeUndefined()
    expect(at(20_000)).toBeUndefined()
  })

  test('but not so near to the seam before, or to the one behind, that seams could meet', () => {
    expect(splitOf({ start: 0, position: 0, end: 2 * shortestFrames - 60 }, 1)).toBeUndefined()
    expect(splitOf({ start: 0, position: 0, end: 2 * shortestFrames + 100 }, 1)).toBeGreaterThanOrEqual(shortestFrames)
  })
})

describe('the end of the sound', () => {
  test('is shared with the encoder that came so far', () => {
    expect(Math.abs((handOver({ start: 0, position: 30_000 }, 50_000) ?? 0) - 40_000)).toBeLessThan(49)
  })

  test('is long enough to be encoded apart, however far the encoder is', () => {
    const border = handOver({ start: 0, position: 50_000 }, 50_000) ?? 0
    expect(50_000 - border).toBeGreaterThanOrEqual(rest)
    expect(50_000 - border).toBeLessThan(rest + 200)
  })

  test('goes to another as a whole when the encoder has just begun', () => {
    expect(handOver({ start: 49_500, position: 49_600 }, 50_000)).toBeUndefined()
  })
})

test('frames are counted by the work that they are', () => {
  expect(framesOf(24, { frameSamples: 1152, channels: 2 })).toBe(1000)
  expect(framesOf(24, { frameSamples: 576, channels: 1 })).toBe(4000)
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
