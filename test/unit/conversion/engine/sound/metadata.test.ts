import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { id3Tag } from '../../../../../lambdas/conversion/engine/make/id3'
import { wantedChapters } from '../../../../../lambdas/conversion/engine/sound/metadata'
import { withEngine } from '../../../../support/engine'
import { decodedSamples, described, makeAlbum } from '../../../../support/media'

jest.setTimeout(60_000)

describe.each(['mp3', 'm4a', 'opus', 'flac'] as const)('%s', (format) => {
  test('keeps chapters, tags and cover, and every sample', () =>
    withEngine(async (directory, convert) => {
      const { result, output } = await convert(await makeAlbum(join(directory, 'in.mp4')), { format })
      expect(result.chapters).toEqual([
        { start: 0, end: 1.5, title: 'Öne' },
        { start: 1.5, end: 4, title: 'Two' },
      ])
      const bytes = await readFile(output)
      for (const text of ['Album', 'Öne', 'Two']) expect(bytes.includes(text)).toBe(true)
      const said = await described(output)
      expect(said).toMatch(/mjpeg.* 1000x750.*\(attached pic\)/)
      expect(said.match(/^\[CHAPTER\]$/gm)).toHaveLength(2)
      const decoded = (await decodedSamples(output, 2)) - result.samples
      expect(decoded).toBeGreaterThanOrEqual(0)
      expect(decoded).toBeLessThan(format === 'm4a' ? 1024 : 1)
    }))

  test('has none of them when none is wanted, and chapters of the part when a part is', () =>
    withEngine(async (directory, convert) => {
      const path = await makeAlbum(join(directory, 'in.mp4'))
      const bare = await convert(path, { format, cover: 'none', chapters: 'none', tags: { title: '' } })
      expect(await described(bare.output)).not.toMatch(/Chapter|mjpeg|Album/)
      const { result } = await convert(path, { format, start: 1, end: 3, cover: 'none' })
      expect(result.chapters).toEqual([
        { start: 0, end: 0.5, title: 'Öne' },
        { start: 0.5, end: 2, title: 'Two' },
      ])
    }))
})

test('a frame of the video may be the cover, and chapters may be given', () =>
  withEngine(async (directory, convert) => {
    const path = await makeAlbum(join(directory, 'in.mkv'), false)
    const chapterList = [
      { start: 0, title: 'Begin' },
      { start: 2, end: 3, title: 'More' },
    ]
    const { result, output } = await convert(path, { cover: 'frame', chapterList })
    expect(result.chapters).toEqual([
      { start: 0, end: 2, title: 'Begin' },
      { start: 2, end: 3, title: 'More' },
    ])
    expect(await described(output)).toMatch(/mjpeg.* 64x48.*\(attached pic\)/)
  }))

test('chapters outside the part are left out', () => {
  const found = [
    { start: 0, end: 2, title: 'a' },
    { start: 2, end: 4, title: 'b' },
    { start: 4, end: 6, title: 'c' },
  ]
  expect(wantedChapters({ format: 'mp3' }, found, { start: 2, end: 4 }, 2)).toEqual([{ start: 0, end: 2, title: 'b' }])
})

test('an ID3 tag has a table of its chapters, and sizes that are not a frame of sound', () => {
  const chapters = [{ start: 1, end: 2.5, title: 'One' }]
  const tag = id3Tag({ tags: { title: 'T', comment: 'C' }, chapters, cover: Buffer.alloc(300, 0xff) })
  expect(tag.subarray(0, 6)).toEqual(Buffer.from('ID3\x04\x00\x00', 'latin1'))
  const size = tag.subarray(6, 10).reduce((sum, byte) => sum * 128 + byte, 0)
  expect(size).toBe(tag.length - 10)
  expect(tag.includes('CTOC')).toBe(true)
  expect(tag.includes(Buffer.from('chp0\0\0\0\x03\xe8\0\0\x09\xc4', 'latin1'))).toBe(true)
  expect(id3Tag({ tags: {}, chapters: [] })).toHaveLength(0)
})
