import { type FrameRun, framesIn } from '../../../../../lambdas/conversion/engine/mp3/frame-reader'
import { frameHeader } from '../../../../../lambdas/conversion/engine/mp3/mp3-header'
import { findSeam, joined, type Overlap } from '../../../../../lambdas/conversion/engine/parallel/seam'
import { sideInfo } from '../../../../../lambdas/conversion/engine/parallel/side-info'
import { misplacedFrames } from '../../../../support/sound'

/** Bytes of a frame of 48 kHz stereo at 64 kb/s, and of its header and side information. */
const frameLength = 192
const main = 36

interface Told {
  /** Bytes of main data before the frame that are its own. */
  readonly reservoir: number
  /** Bytes of main data that it uses. */
  readonly used: number
  readonly block?: number
  readonly fill?: number
}

/** A frame that says this, its main data all the same byte. */
function frame({ reservoir, used, block = 0, fill = 0 }: Told): Buffer {
  const isSwitched = block === 0 ? '0' : '1'
  const granule = (bits: number) =>
    `${bits.toString(2).padStart(12, '0')}${'0'.repeat(21)}${isSwitched}${block.toString(2).padStart(2, '0')}${'0'.repeat(23)}`
  // Without window switching the two bits of the block type are a part of the first table's number.
  const side = `${reservoir.toString(2).padStart(9, '0')}${'0'.repeat(11)}${granule(used * 8)}${granule(0).repeat(3)}`
  const bytes = Buffer.alloc(frameLength, fill)
  bytes.set([0xff, 0xfb, 0x54, 0x00])
  for (let at = 0; at < 32; at++) bytes[4 + at] = Number.parseInt(side.slice(8 * at, 8 * at + 8), 2)
  return bytes
}

function runOf(all: readonly Buffer[]): FrameRun {
  return {
    bytes: Buffer.concat(all),
    headers: all.map((bytes) => {
      const header = frameHeader(bytes, 0)
      if (!header) throw new Error('no header')
      return header
    }),
    starts: all.map((_bytes, index) => index * frameLength),
  }
}

function many(count: number, told: (index: number) => Told): Buffer[] {
  return Array.from({ length: count }, (_, index) => frame(told(index)))
}

/** All of its own main data, and no more: what came before does not matter. */
function plain(fill: number): Told {
  return { reservoir: 0, used: frameLength - main, fill }
}

test('side information is read as ISO 11172-3 has it', () => {
  const bytes = frame({ reservoir: 300, used: 100, block: 2 })
  const header = frameHeader(bytes, 0)
  expect(header && sideInfo(bytes, 0, header)).toEqual({
    reservoir: 300,
    granules: [
      { bits: 800, block: 2 },
      { bits: 0, block: 2 },
      { bits: 0, block: 2 },
      { bits: 0, block: 2 },
    ],
  })
})

test('side information of MPEG-2 has one granule', () => {
  // 22.05 kHz, mono: 8 bits of reservoir, 1 private, then 12 of length, 17, 9, the switch and the block type.
  const side = `${'11001000'}0${'000000101000'}${'0'.repeat(26)}1${'10'}${'0'.repeat(22)}`
  const bytes = Buffer.from([
    0xff,
    0xf3,
    0x80,
    0xc0,
    ...(side.match(/.{8}/g) ?? []).map((bits) => Number.parseInt(bits, 2)),
  ])
  const header = frameHeader(bytes, 0)
  expect(header && sideInfo(bytes, 0, header)).toEqual({ reservoir: 200, granules: [{ bits: 40, block: 2 }] })
})

/** Frames that use all of their own main data, and no more: `other` up to `border`, and then the same. */
function meeting(border: number, other: number) {
  return runOf(many(60, (at) => plain(at < border ? other : 3)))
}

/** The stream across the seam of an overlap, and the seam. */
function crossed(overlap: Overlap) {
  const seam = findSeam(overlap)
  const runs = seam && joined(overlap, seam)
  if (!seam || !runs) throw new Error('no seam')
  return { seam, runs, bytes: Buffer.concat(runs.map((run) => run.bytes)) }
}

/** A stream of full frames that begins with as many bytes of main data to spare. */
function ahead(reservoir: number, fill: number, more?: (at: number) => Partial<Told>) {
  return runOf(
    many(40, (at) => ({
      ...(at === 0 ? { reservoir: 0, used: 156 - reservoir } : { reservoir, used: 156 }),
      fill,
      ...more?.(at),
    })),
  )
}

describe('a seam', () => {
  test('is where both streams sound the same from then on', () => {
    const [before, after] = [meeting(25, 1), meeting(25, 2)]
    const { seam, runs, bytes } = crossed({ before, after, border: 20 })
    expect(seam).toEqual({ at: 25, differing: 0, padding: 0 })
    expect(bytes.equals(before.bytes)).toBe(true)
    expect(runs.map(({ headers, starts }) => [headers.length, starts[0]])).toEqual([
      [25, 0],
      [35, 0],
    ])
  })

  test('is not before the border', () => {
    const run = runOf(many(40, () => plain(1)))
    expect(findSeam({ before: run, after: run, border: 20 })).toEqual({ at: 20, differing: 0, padding: 0 })
  })

  test('is where fewest frames behind it differ, and few do', () => {
    const stream = (fill: number, differing: readonly number[] = []) =>
      runOf(many(80, (at) => plain(at < 25 || differing.includes(at) ? fill : 3)))
    const seamAfter = (...differing: number[]) =>
      findSeam({ before: stream(1), after: stream(2, differing), border: 20 })
    expect(seamAfter(30)).toEqual({ at: 31, differing: 0, padding: 0 })
    // Behind frame 76 there is too little to tell.
    expect(seamAfter(30, 76)).toEqual({ at: 31, differing: 1, padding: 0 })
    expect(seamAfter(30, 40, 76)).toEqual({ at: 41, differing: 1, padding: 0 })
    expect(seamAfter(50, 76)).toBeUndefined()
  })

  test('takes along what the next frame has in earlier ones', () => {
    // Both have the same 100 bytes of each frame before it, and something else before the border.
    const stream = (fill: number) => ahead(100, 3, (at) => (at < 20 ? { fill } : {}))
    const { seam, bytes } = crossed({ before: stream(1), after: stream(2), border: 20 })
    expect(seam).toEqual({ at: 21, differing: 0, padding: 0 })
    expect(misplacedFrames(bytes)).toEqual([])
    const end = 20 * frameLength
    expect(bytes.subarray(end - 100, end).every((byte) => byte === 1)).toBe(true)
    expect(bytes.subarray(end + main, end + frameLength).every((byte) => byte === 3)).toBe(true)
  })

  test('does not mind that the same data lie elsewhere', () => {
    // One has used 100 bytes less of the bit reservoir than the other.
    const { seam, bytes } = crossed({ before: ahead(300 - 156, 1), after: ahead(200 - 156, 1), border: 20 })
    expect(seam).toEqual({ at: 20, differing: 0, padding: 0 })
    expect(misplacedFrames(bytes)).toEqual([])
    expect(bytes.length).toBe(40 * frameLength)
  })

  test('pads a few frames where the next one needs more than there is', () => {
    const [before, after] = [ahead(100, 1), ahead(103, 1)]
    const { seam, runs, bytes } = crossed({ before, after, border: 20 })
    expect(seam).toEqual({ at: 20, differing: 0, padding: 3 })
    expect(misplacedFrames(bytes)).toEqual([])
    expect(bytes.length).toBe(40 * frameLength + 3)
    const [left] = runs
    expect(left?.headers.map(({ length }) => length).slice(-4)).toEqual([
      frameLength,
      frameLength + 1,
      frameLength + 1,
      frameLength + 1,
    ])
    const reservoirs = left && framesIn(left).map((frame) => sideInfo(left.bytes, frame.start, frame).reservoir)
    expect(reservoirs?.slice(-4)).toEqual([100, 100, 101, 102])
    expect(before.bytes.equals(ahead(100, 1).bytes)).toBe(true)
  })

  test('pads a few frames at most', () => {
    const stream = (reservoir: number) => ahead(0, 1, (at) => (at < 5 ? { used: 0 } : { reservoir, used: 156 }))
    expect(findSeam({ before: stream(509), after: stream(511), border: 20 })?.padding).toBe(2)
    expect(findSeam({ before: stream(495), after: stream(511), border: 20 })?.padding).toBe(16)
    expect(findSeam({ before: stream(494), after: stream(511), border: 20 })).toBeUndefined()
  })

  test('is nowhere where the sound never is the same', () => {
    const [one, other] = [runOf(many(40, () => plain(1))), runOf(many(40, () => plain(2)))]
    expect(findSeam({ before: one, after: other, border: 20 })).toBeUndefined()
    const short = runOf(many(40, () => ({ ...plain(1), block: 2 })))
    expect(findSeam({ before: one, after: short, border: 20 })).toBeUndefined()
  })
})
