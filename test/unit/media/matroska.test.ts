import { elementHeadOf, elementsIn, elementWith, numberOf, textOf } from '../../../media/matroska/elements'
import { ids } from '../../../media/matroska/ids'
import { element, floatBytes, openElement, textBytes, unsignedBytes } from '../../../media/matroska/write'
import { memoryReader, type ReadAt, type Span } from '../../../media/read-at'

/** A file of these bytes in hexadecimal, and all of it. */
function file(...hex: readonly string[]): [ReadAt, Span] {
  const bytes = Buffer.from(hex.join('').replaceAll(' ', ''), 'hex')
  return [memoryReader(bytes), { start: 0, end: bytes.length }]
}

async function read(...hex: readonly string[]) {
  const found: string[] = []
  for await (const { id, start, end } of elementsIn(...file(...hex))) found.push(`${id.toString(16)} ${start}-${end}`)
  return found
}

const title = '7ba9 82 4869'

describe('elements', () => {
  it.each([
    ['one byte', 'ae 81 00', 'ae 2-3'],
    ['two', '7ba9 4001 00', '7ba9 4-5'],
    ['three', '2ad7b1 200001 00', '2ad7b1 6-7'],
    ['four', '18538067 10000001 00', '18538067 8-9'],
    ['eight', 'ae 0100000000000001 00', 'ae 9-10'],
  ])('have ids and sizes of %s', async (_bytes, hex, found) => {
    expect(await read(hex, title)).toEqual([found, expect.stringContaining('7ba9')])
  })

  it.each([
    ['a size that is not known', 'ae ff 00'],
    ['a size of eight bytes that is not known', 'ae 01ffffffffffffff 00'],
    ['more than there is', 'ae 82 00'],
    ['an id that is too long', '0800000000 81 00'],
    ['a head that is cut off', '1853'],
  ])('end at %s', async (_name, hex) => {
    expect(await read(title, hex)).toEqual(['7ba9 3-5'])
  })

  it('tell that their size is not known', () => {
    expect(elementHeadOf(Buffer.from('18538067ff', 'hex'))).toEqual({ id: ids.segment, headSize: 5, size: undefined })
  })

  it('hold others, texts and numbers', async () => {
    const [readAt, all] = file('1549a966 89', '7ba9 82 4869', 'e7 82 0102')
    const info = await elementWith(readAt, all, ids.info)
    const [first, second] = [
      info && (await elementWith(readAt, info, ids.title)),
      info && (await elementWith(readAt, info, ids.timestamp)),
    ]
    expect(first && (await textOf(readAt, first))).toBe('Hi')
    expect(second && (await numberOf(readAt, second))).toBe(258)
    expect(info && (await elementWith(readAt, info, ids.cluster))).toBeUndefined()
  })
})

describe('what is written', () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

  it('has a size of four bytes, or none that is known', () => {
    expect(hex(element(ids.title, textBytes('Hi'), textBytes('!')))).toBe('7ba910000003486921')
    expect(hex(openElement(ids.segment))).toBe('18538067ff')
    expect(hex(openElement(ids.timestamp))).toBe('e7ff')
  })

  it('is read again', async () => {
    const [readAt, all] = file(
      hex(element(ids.info, element(ids.title, textBytes('Größe')), element(ids.timestamp, unsignedBytes(2 ** 40)))),
    )
    const info = await elementWith(readAt, all, ids.info)
    const title = info && (await elementWith(readAt, info, ids.title))
    const time = info && (await elementWith(readAt, info, ids.timestamp))
    expect(title && (await textOf(readAt, title))).toBe('Größe')
    expect(time && (await numberOf(readAt, time))).toBe(2 ** 40)
    expect(hex(floatBytes(48_000))).toBe('40e7700000000000')
  })
})
