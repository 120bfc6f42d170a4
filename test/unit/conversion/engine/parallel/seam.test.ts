import type { FrameRun } from '../../../../../lambdas/conversion/engine/frame-reader'
import { frameHeader } from '../../../../../lambdas/conversion/engine/mp3-header'
import { findSeam, joined } from '../../../../../lambdas/conversion/engine/parallel/seam'
import { sideInfo } from '../../../../../lambdas/conversion/engine/parallel/side-info'
import { misplacedFrames } from './sound'

/** Bytes of a frame of 48 kHz stereo at 64 kb/s, and of its header and side information. */
const LENGTH = 192
const MAIN = 36

interface Told {
  /** Bytes of main data before the frame that are its own. */
  readonly reservoir: number
  /** Bytes of main data that it uses. */
  readonly used: number
  readonly block?: number
  readonly fill?: number
}

/** A frame that says this, its main data all the same byte. */
const frame = ({ reservoir, used, block = 0, fill = 0 }: Told): Buffer => {
  const isSwitched = block === 0 ? '0' : '1'
  const granule = (bits: number) =>
    `${bits.toString(2).padStart(12, '0')}${'0'.repeat(21)}${isSwitched}${block.toString(2).padStart(2, '0')}${'0'.repeat(23)}`
  // Without window switching the two bits of the block type are a part of the first table's number.
  const side = `${reservoir.toString(2).padStart(9, '0')}${'0'.repeat(11)}${granule(used * 8)}${granule(0).repeat(3)}`
  const bytes = Buffer.alloc(LENGTH, fill)
  bytes.set([0xff, 0xfb, 0x54, 0x00])
  for (let at = 0; at < 32; at++) bytes[4 + at] = Number.parseInt(side.slice(8 * at, 8 * at + 8), 2)
  return bytes
}

const runOf = (all: readonly Buffer[]): FrameRun => ({
  bytes: Buffer.concat(all),
  frames: all.map((bytes, index) => {
    const header = frameHeader(bytes, 0)
    if (!header) throw new Error('no header')
    return { ...header, start: index * LENGTH }
  }),
})

const many = (count: number, told: (index: number) => Told): Buffer[] =>
  Array.from({ length: count }, (_, index) => frame(told(index)))

/** All of its own main data, and no more: whatever came before does not matter. */
const plain = (fill: number): Told => ({ reservoir: 0, used: LENGTH - MAIN, fill })

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

describe('a seam', () => {
  test('is where both streams have been the same for a while', () => {
    const before = runOf(many(40, (at) => plain(at < 25 ? 1 : 3)))
    const after = runOf(many(40, (at) => plain(at < 25 ? 2 : 3)))
    const overlap = { before, after, border: 20 }
    expect(findSeam(overlap)).toEqual({ at: 33, how: 'identical' })
    const runs = joined(overlap, { at: 33, how: 'identical' })
    const bytes = Buffer.concat(runs.map((run) => run.bytes))
    expect(
      bytes.equals(Buffer.concat([before.bytes.subarray(0, 33 * LENGTH), after.bytes.subarray(33 * LENGTH)])),
    ).toBe(true)
    expect(runs.map(({ frames }) => [frames.length, frames[0]?.start])).toEqual([
      [33, 0],
      [7, 0],
    ])
  })

  test('is not before the border', () => {
    const run = runOf(many(40, () => plain(1)))
    expect(findSeam({ before: run, after: run, border: 20 })).toEqual({ at: 20, how: 'identical' })
  })

  test('waits until all that the next frame draws on is the same', () => {
    // Frames of 8 bytes of main data each: eight of them are fewer than the 511 that frame 64 wants.
    const small = (fill: number) =>
      runOf(many(100, (at) => ({ reservoir: at === 0 ? 0 : 511, used: 8, fill: at < 20 ? fill : 9 })))
    expect(findSeam({ before: small(1), after: small(2), border: 20 })?.at).toBe(28)
    const starved = (fill: number) => runOf(many(100, (at) => ({ reservoir: 511, used: 8, fill: at < 30 ? fill : 9 })))
    const [before, after] = [starved(1), starved(2)]
    const short = {
      before: { ...before, frames: before.frames.map((each) => ({ ...each, mainData: LENGTH - 10 })) },
      after: { ...after, frames: after.frames.map((each) => ({ ...each, mainData: LENGTH - 10 })) },
      border: 20,
    }
    expect(findSeam(short)?.at).toBe(30 + Math.ceil(511 / 10))
  })

  test('takes along what the next frame has in earlier ones', () => {
    // Both have 100 bytes of reservoir in use or free; what is in it differs.
    const before = runOf(
      many(40, (at) =>
        at === 0 ? { reservoir: 0, used: 40, fill: 1 } : { reservoir: 100, used: LENGTH - MAIN, fill: 1 },
      ),
    )
    const after = runOf(
      many(40, (at) =>
        at === 0 ? { reservoir: 0, used: 56, fill: 2 } : { reservoir: 100, used: LENGTH - MAIN, fill: 2 },
      ),
    )
    const overlap = { before, after, border: 20 }
    expect(findSeam(overlap)).toEqual({ at: 20, how: 'transplant' })
    const bytes = Buffer.concat(joined(overlap, { at: 20, how: 'transplant' }).map((run) => run.bytes))
    expect(misplacedFrames(bytes)).toEqual([])
    const end = 20 * LENGTH
    expect(bytes.subarray(end - 100, end).every((byte) => byte === 2)).toBe(true)
    expect(bytes.subarray(end - 100 - 56, end - 100).every((byte) => byte === 1)).toBe(true)
    expect(before.bytes.includes(2, 4 + 32 + LENGTH)).toBe(false)
  })

  test('takes along over several frames, leaving their headers as they are', () => {
    const before = runOf(many(40, (at) => ({ reservoir: Math.min(at * 156, 400), used: at === 0 ? 0 : 100, fill: 1 })))
    const after = runOf(many(40, (at) => ({ reservoir: Math.min(at * 156, 400), used: 156, fill: 2 })))
    const overlap = { before, after, border: 20 }
    const seam = findSeam(overlap)
    expect(seam).toEqual({ at: 20, how: 'transplant' })
    const [left] = joined(overlap, { at: 20, how: 'transplant' })
    for (let at = 0; at < 20; at++) {
      const head = (bytes: Buffer | undefined) => bytes?.subarray(at * LENGTH, at * LENGTH + MAIN)
      expect(head(left?.bytes)).toEqual(head(before.bytes))
    }
    expect(left?.bytes.filter((byte, at) => byte === 2 && at % LENGTH >= MAIN).length).toBe(400)
  })

  test('goes on until there is room, and the blocks are long', () => {
    // Full up to frame 25; short blocks around 30.
    const before = runOf(
      many(40, (at) => ({ reservoir: at <= 25 ? 0 : 60, used: at < 25 ? 156 : 96, block: at === 27 ? 2 : 0, fill: 1 })),
    )
    const after = runOf(many(40, (at) => ({ reservoir: 60, used: 156, block: at === 30 ? 2 : 0, fill: 2 })))
    expect(findSeam({ before, after, border: 20 })).toEqual({ at: 26, how: 'transplant' })
    expect(findSeam({ before, after, border: 27 })?.at).toBe(27)
    expect(findSeam({ before, after, border: 28 })?.at).toBe(29)
    expect(findSeam({ before, after, border: 30 })?.at).toBe(32)
  })

  test('is nowhere where there never is room, or the blocks never fit', () => {
    const full = runOf(many(40, () => plain(1)))
    const wanting = runOf(many(40, () => ({ reservoir: 1, used: 156, fill: 2 })))
    expect(findSeam({ before: full, after: wanting, border: 20 })).toBeUndefined()
    const long = runOf(many(40, () => plain(1)))
    const short = runOf(many(40, () => ({ ...plain(2), block: 2 })))
    expect(findSeam({ before: long, after: short, border: 20 })).toBeUndefined()
    expect(findSeam({ before: short, after: long, border: 20 })).toBeUndefined()
  })
})
