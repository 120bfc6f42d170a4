import { boxAt, boxesIn, boxesOfFile, boxHeadOf, childrenOf } from '../../../media/mp4/boxes'
import { descriptionsOf, editsOf, soundTracks, timesOf, trackIdOf } from '../../../media/mp4/tracks'
import { memoryReader, type ReadAt, type Span } from '../../../media/read-at'
import { type Mp4Box, mp4Box, serializeBoxes, uint32 } from '../../support/mp4-boxes'

function box(type: string, ...boxes: readonly Mp4Box[]): Mp4Box {
  return { type, data: Buffer.alloc(0), boxes }
}

function text(letters: string) {
  return Buffer.from(letters, 'latin1')
}

/** A file of these bytes, and all of it. */
function file(...pieces: readonly Uint8Array[]): [ReadAt, Span] {
  const bytes = Buffer.concat(pieces)
  return [memoryReader(bytes), { start: 0, end: bytes.length }]
}

async function read(...pieces: readonly Uint8Array[]) {
  const boxes: string[] = []
  for await (const { type, start, end } of boxesIn(...file(...pieces))) boxes.push(`${type} ${start}-${end}`)
  return boxes
}

const free = Buffer.concat([uint32(12), text('free'), uint32(0)])

describe('boxes', () => {
  it('have a size, a type and contents', async () => {
    expect(await read(free, free)).toEqual(['free 8-12', 'free 20-24'])
  })

  it('may have a size of 64 bits', async () => {
    expect(await read(uint32(1), text('mdat'), uint32(0, 20), text('data'), free)).toEqual(['mdat 16-20', 'free 28-32'])
    expect(boxHeadOf(Buffer.concat([uint32(1), text('mdat'), uint32(1, 0)]))?.size).toBe(2 ** 32)
  })

  it('may be without a size when they are the last of a file, and nowhere else', async () => {
    const pieces = [free, uint32(0), text('mdat'), text('to the end')]
    const [readAt, { end }] = file(...pieces)
    const types: string[] = []
    for await (const { type, start, end: after } of boxesOfFile(readAt, end)) types.push(`${type} ${start}-${after}`)
    expect(types).toEqual(['free 8-12', 'mdat 20-30'])
    expect(await read(...pieces)).toEqual(['free 8-12'])
  })

  it.each([
    ['a size that is less than the head', [uint32(7), text('free'), text('data')]],
    ['a long size that is less than the head', [uint32(1), text('free'), uint32(0, 15), text('data')]],
    ['a size that is more than there is', [uint32(13), text('free'), text('data')]],
    ['a long size that is cut off', [uint32(1), text('free'), uint32(0)]],
    ['less than a head', [text('free')]],
  ])('end at %s', async (_name, pieces) => {
    expect(await read(free, ...pieces)).toEqual(['free 8-12'])
  })

  it('are looked at 200 at most, but for those of a whole file', async () => {
    const many = Array.from({ length: 300 }, () => free)
    expect(await read(...many)).toHaveLength(200)
    const [readAt, { end }] = file(...many)
    let count = 0
    for await (const _box of boxesOfFile(readAt, end)) count += 1
    expect(count).toBe(300)
  })

  it('are found along a path, the first of each', async () => {
    const [readAt, all] = file(
      serializeBoxes([box('moov', box('trak', mp4Box('tkhd', text('one'))), box('trak', mp4Box('tkhd', text('two'))))]),
    )
    const found = await boxAt(readAt, all, 'moov', 'trak', 'tkhd')
    expect(found && Buffer.from(await readAt(found.start, found.end - found.start)).toString()).toBe('one')
    expect(await boxAt(readAt, all, 'moov', 'mdia')).toBeUndefined()
    expect(await boxAt(readAt, undefined, 'moov')).toBeUndefined()
    expect(await childrenOf(readAt, await boxAt(readAt, all, 'moov'), 'trak')).toHaveLength(2)
  })
})

/** A box of a type that holds these numbers of 32 bits, and where to read it. */
async function only(type: string, ...numbers: readonly number[]) {
  const [readAt, all] = file(serializeBoxes([mp4Box(type, uint32(...numbers))]))
  const found = await boxAt(readAt, all, type)
  if (!found) throw new Error('not written')
  return { readAt, found }
}

const long = 0x01000000

describe('a track', () => {
  const track = (kind: string) => box('trak', box('mdia', mp4Box('hdlr', uint32(0, 0), text(kind), uint32(0, 0, 0))))

  it('of sound is told by its handler', async () => {
    const [readAt, all] = file(serializeBoxes([track('vide'), track('soun'), track('text'), track('soun')]))
    expect((await soundTracks(readAt, all)).map(({ start }) => start)).toEqual([56, 152])
  })

  it('without a handler leaves none that we are sure of', async () => {
    const [readAt, all] = file(serializeBoxes([track('soun'), box('trak')]))
    expect(await soundTracks(readAt, all)).toEqual([])
  })

  it.each([
    ['32', uint32(0, 1, 1, 7, 0)],
    ['64', uint32(long, 0, 1, 0, 1, 7, 0)],
  ])('has a number behind times of %s bits', async (_bits, header) => {
    const [readAt, all] = file(serializeBoxes([box('trak', mp4Box('tkhd', header))]))
    const found = await boxAt(readAt, all, 'trak')
    expect(found && (await trackIdOf(readAt, found))).toBe(7)
  })

  it.each([
    ['32', [0, 1, 1, 48000, 96000], 96000],
    ['64', [long, 0, 1, 0, 1, 48000, 1, 0], 2 ** 32],
  ])('tells its times in %s bits', async (_bits, numbers, duration) => {
    const { readAt, found } = await only('mdhd', ...numbers)
    expect(await timesOf(readAt, found)).toEqual({ timescale: 48000, duration })
    const cut = await only('mdhd', ...numbers.slice(0, -1))
    expect(await timesOf(cut.readAt, cut.found)).toBeUndefined()
  })

  it('has edits, of which -1 is silence', async () => {
    const { readAt, found } = await only('elst', 0, 2, 500, -1, 0x10000, 1000, 2112, 0x8000)
    expect(await editsOf(readAt, found)).toEqual([
      { duration: 500, start: -1, rate: 1 },
      { duration: 1000, start: 2112, rate: 0.5 },
    ])
  })

  it('has edits of 64 bits', async () => {
    const { readAt, found } = await only('elst', long, 1, 1, 0, -1, -1, 0x10000)
    expect(await editsOf(readAt, found)).toEqual([{ duration: 2 ** 32, start: -1, rate: 1 }])
  })

  it.each([
    ['cut off', [0, 2, 500, -1, 0x10000]],
    ['longer than any', [0, 1001, ...Array.from({ length: 3 * 1001 }, () => 1)]],
    ['empty of all', []],
  ])('has no edits that we are sure of where the list is %s', async (_name, numbers) => {
    const { readAt, found } = await only('elst', ...numbers)
    expect(await editsOf(readAt, found)).toBeUndefined()
  })

  it('is described once, or more often', async () => {
    const entry = Buffer.concat([uint32(16), text('mp4a'), uint32(0, 1)])
    const [readAt, all] = file(serializeBoxes([mp4Box('stsd', uint32(0, 2), entry, entry)]))
    const found = await boxAt(readAt, all, 'stsd')
    expect(found && (await descriptionsOf(readAt, found))).toEqual({
      count: 2,
      first: { type: 'mp4a', start: 24, end: 32 },
    })
  })
})
