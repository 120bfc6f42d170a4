import { Readable } from 'node:stream'
import type { Source } from '../../../../../lambdas/conversion/engine/model/types'
import { isProtected, readStructure } from '../../../../../lambdas/conversion/engine/source/structure'

const signal = new AbortController().signal
function source(bytes: Buffer): Source {
  return {
    size: bytes.length,
    read: async (start, end) => Readable.from([bytes.subarray(start, end)]),
  }
}

function read(...parts: Buffer[]) {
  return readStructure(source(Buffer.concat(parts)), signal)
}

function box(type: string, size: number, content = Buffer.alloc(Math.max(size - 8, 0))) {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(size)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, content])
}

describe('MP4', () => {
  const start = [box('ftyp', 24), box('moov', 100)]

  test('that is whole', async () => {
    const expected = { kind: 'mp4', declaredSize: 424, index: { start: 24, end: 124 } }
    expect(await read(...start, box('mdat', 300))).toEqual(expected)
  })
  test('that is cut', async () => {
    expect(await read(...start, box('mdat', 300, Buffer.alloc(10)))).toMatchObject({ declaredSize: 424 })
  })
  test('with a box of a 64-bit size', async () => {
    const large = Buffer.concat([box('mdat', 1, Buffer.alloc(0)), Buffer.alloc(8)])
    large.writeBigUInt64BE(5_000_000_000n, 8)
    expect(await read(...start, large)).toMatchObject({ declaredSize: 5_000_000_124 })
  })
  test('with a box up to the end', async () => {
    expect(await read(...start, box('mdat', 0, Buffer.alloc(50)))).toMatchObject({ declaredSize: undefined })
  })
  test('without an index', async () => {
    expect(await read(box('ftyp', 24), box('mdat', 300))).toEqual({ kind: 'mp4', declaredSize: 324 })
  })
  test('with something behind its end', async () => {
    expect(await read(...start, box('mdat', 300), Buffer.alloc(50, 'x'))).toMatchObject({ declaredSize: 424 })
  })
  test('in fragments', async () => {
    expect(await read(...start, box('moof', 20), box('mdat', 50))).toMatchObject({ isInPieces: true })
  })
  test('that is encrypted', async () => {
    const index = (words: string) =>
      source(Buffer.concat([box('ftyp', 24), box('moov', 40, Buffer.from(words.padEnd(32)))]))
    const ask = async (from: Source) => isProtected(await readStructure(from, signal), from, signal)
    expect(await ask(index('enca sinf schm cenc'))).toBe(true)
    expect(await ask(index('drms'))).toBe(true)
    expect(await ask(index('mp4a esds'))).toBe(false)
  })
})

describe('Matroska', () => {
  const header = Buffer.from('1a45dfa3840000000018538067', 'hex')
  test('of known size', async () => {
    expect(await read(header, Buffer.from('4190', 'hex'))).toEqual({ kind: 'matroska', declaredSize: 15 + 0x190 })
    expect(await read(header, Buffer.from('01000000000000ff', 'hex'))).toMatchObject({ declaredSize: 21 + 0xff })
  })
  test('of unknown size', async () => {
    expect(await read(header, Buffer.from('01ffffffffffffff', 'hex'))).toEqual({
      kind: 'matroska',
      declaredSize: undefined,
    })
  })
  test('cut inside its header', async () => {
    expect(await read(header.subarray(0, 12))).toEqual({ kind: 'matroska', declaredSize: undefined })
    expect(await read(Buffer.concat([header.subarray(0, 4), Buffer.alloc(12)]))).toEqual({
      kind: 'matroska',
      declaredSize: undefined,
    })
  })
})

describe('RIFF', () => {
  const chunk = (size: number, content: number) => {
    const bytes = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), Buffer.alloc(content)])
    bytes.writeUInt32LE(size, 4)
    return bytes
  }
  test('that is cut', async () => expect(await read(chunk(1000, 100))).toEqual({ kind: 'riff', declaredSize: 1008 }))
  test('of several chunks', async () =>
    expect(await read(chunk(104, 100), chunk(500, 0))).toMatchObject({ declaredSize: 112 + 508 }))
  test.each([0, 0xffffffff])('whose writer could not seek (%d)', async (size) => {
    expect(await read(chunk(size, 100))).toMatchObject({ declaredSize: undefined })
  })
})

test('Ogg ends where its last page says', async () => {
  const page = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(22), Buffer.from([2, 100, 50])])
  expect(await read(page, Buffer.alloc(150))).toEqual({ kind: 'ogg', declaredSize: 179, isInPieces: true })
  expect(await read(page, Buffer.alloc(40))).toEqual({ kind: 'ogg', declaredSize: 179, isInPieces: true })
})

test('FLV has its size in its metadata, if it was known', async () => {
  const size = Buffer.alloc(9)
  size.writeDoubleBE(5000, 1)
  const start = Buffer.from('FLV\x01\x05\0\0\0\x09 onMetaData \0\x08filesize', 'latin1')
  expect(await read(start, size)).toEqual({ kind: 'flv', declaredSize: 5000 })
  expect(await read(start, Buffer.alloc(9))).toEqual({ kind: 'flv', declaredSize: undefined })
  expect(await read(start)).toEqual({ kind: 'flv', declaredSize: undefined })
})

test('ASF has its size among its properties', async () => {
  const bytes = Buffer.concat([
    Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'),
    Buffer.alloc(14),
    Buffer.from('a1dcab8c47a9cf118ee400c00c205365', 'hex'),
    Buffer.alloc(60),
  ])
  bytes.writeBigUInt64LE(123_456n, 30 + 40)
  expect(await read(bytes)).toEqual({ kind: 'asf', declaredSize: 123_456 })
})

describe('MPEG-TS is cut where its last packet is', () => {
  const packets = (count: number, size: number, stamp: number) => {
    const packet = Buffer.alloc(size, 'x')
    packet[stamp] = 0x47
    return Buffer.concat(Array.from({ length: count }, () => packet))
  }
  test.each([
    [188, 0],
    [192, 4],
    [204, 0],
  ])('in packets of %d bytes', async (size, stamp) => {
    // More than what is read of its end at once.
    const whole = packets(1000, size, stamp)
    const ts = (declaredSize: number) => ({ kind: 'ts', declaredSize, isInPieces: true })
    expect(await read(whole)).toEqual(ts(whole.length))
    for (const left of [stamp + 1, 100, size - 1])
      expect(await read(whole.subarray(0, 999 * size + left))).toEqual(ts(whole.length))
    expect(await read(whole.subarray(0, 999 * size))).toEqual(ts(999 * size))
    expect(await read(whole, Buffer.alloc(50, 'x'))).toEqual(ts(whole.length + 50))
  })
  test('and text with a G here and there is none', async () => {
    expect(await read(Buffer.from('G'.padEnd(188).repeat(2).padEnd(5000)))).toBeUndefined()
  })
})

describe('AAC in ADTS is cut where its last frame is', () => {
  const frame = (length: number) => {
    const bytes = Buffer.alloc(length)
    bytes.writeUIntBE(0xfff150, 0, 3)
    bytes.writeUIntBE((0x800000 | (length << 5)) >>> 0, 3, 3)
    return bytes
  }
  const frames = Buffer.concat(Array.from({ length: 900 }, (_, index) => frame(100 + (index % 50))))
  const adts = (declaredSize: number) => ({ kind: 'adts', declaredSize, isInPieces: true })

  test('and nowhere else', async () => {
    expect(await read(frames, frame(300))).toEqual(adts(frames.length + 300))
    expect(await read(frames, frame(300).subarray(0, 200))).toEqual(adts(frames.length + 300))
    expect(await read(frames, frame(300).subarray(0, 3))).toEqual(adts(frames.length + 7))
    expect(await read(frames, Buffer.alloc(5000, 'x'))).toEqual(adts(frames.length + 5000))
  })
  test('behind an ID3 tag, too', async () => {
    const tag = Buffer.from('ID3\x04\0\0\0\0\0\x05hello', 'latin1')
    expect(await read(tag, frames, frame(300).subarray(0, 200))).toEqual(adts(tag.length + frames.length + 300))
  })
  test('and two frames may be chance', async () => expect(await read(frame(100), frame(100))).toBeUndefined())
})

test.each(['', 'Hello, this is text.', '\0'])('%j is none of them', async (text) => {
  expect(await read(Buffer.from(text))).toBeUndefined()
})
