import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ConvertOptions } from '../../../../../lambdas/conversion/engine'
import type { ChapterFile } from '../../../../../lambdas/conversion/engine/model/types'
import { withEngine } from '../../../../support/engine'
import {
  decodedSamples,
  decodedSound,
  described,
  makeAlbum,
  makeSound,
  makeVideo,
  withChapters,
} from '../../../../support/media'
import { fidelity, makeMusic } from '../../../../support/sound'
import { unzipped } from '../../../../support/unzip'

jest.setTimeout(60_000)

/** Music of ten seconds with three chapters, of a length that fits no frame. */
async function makeBook(directory: string): Promise<string> {
  const sound = await makeMusic(join(directory, 'sound.flac'), { seconds: 10, sampleRate: 44100 })
  return withChapters(sound, join(directory, 'book.mkv'), [
    [0, 3210, 'One: a/b'],
    [3210, 6543, ''],
    [6543, 10_000, 'Thrée'],
  ])
}

async function joined(paths: readonly string[]): Promise<Float32Array> {
  const sounds = await Promise.all(paths.map((path) => decodedSound(path)))
  const all = new Float32Array(sounds.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const sound of sounds) {
    all.set(sound, at)
    at += sound.length
  }
  return all
}

function isEqual(a: Float32Array, b: Float32Array) {
  return (
    Buffer.compare(
      Buffer.from(a.buffer, a.byteOffset, a.byteLength),
      Buffer.from(b.buffer, b.byteOffset, b.byteLength),
    ) === 0
  )
}

test.each<Partial<ConvertOptions>>([
  { format: 'flac' },
  { format: 'wav', sampleRate: 48000, channels: 1 },
  { format: 'flac', start: 1.2345, end: 9.5, loudness: -20, fadeIn: 1, fadeOut: 2 },
])('with %j the files together are the whole, sample by sample', (options) =>
  withEngine(async (directory, convert) => {
    const path = await makeBook(directory)
    const whole = await convert(path, options)
    const { result, output } = await convert(path, { ...options, chapters: 'split' })
    const files = await unzipped(output, join(directory, 'files'))
    expect(files).toHaveLength(3)
    expect(result.samples).toBe(whole.result.samples)
    expect(isEqual(await joined(files), await decodedSound(whole.output))).toBe(true)
  }),
)

test.each([
  ['mp3', 0],
  ['m4a', 1024],
  ['opus', 0],
] as const)('each %s is gapless, and as good at the cuts as elsewhere', (format, surplus) =>
  withEngine(async (directory, convert) => {
    const path = await makeBook(directory)
    const { result, output } = await convert(path, { format, chapters: 'split', channels: 2, bitrate: 192 })
    const chapters = result.chapters as ChapterFile[]
    const files = await unzipped(output, join(directory, 'files'))
    const sounds: Float32Array[] = []
    for (const [index, file] of files.entries()) {
      const samples = chapters[index]?.samples ?? 0
      expect((await decodedSamples(file, 2)) - samples).toBeLessThan(surplus + 1)
      sounds.push((await decodedSound(file)).subarray(0, samples * 2))
    }
    expect(sounds.map(({ length }) => length / 2)).toEqual(chapters.map(({ samples }) => samples))
    const rate = ['-ar', String(result.sampleRate)]
    const original = await decodedSound(path, rate)
    const whole = new Float32Array(original.length)
    let at = 0
    for (const sound of sounds) {
      whole.set(sound, at)
      at += sound.length
    }
    expect(at).toBe(original.length)
    const overall = fidelity(original, whole)
    expect(overall).toBeGreaterThan(10)
    for (const { end } of chapters.slice(0, -1)) {
      const [from, until] = [-0.05, 0.05].map((offset) => 2 * Math.round((end + offset) * result.sampleRate))
      expect(fidelity(original.subarray(from, until), whole.subarray(from, until))).toBeGreaterThan(overall - 10)
    }
  }),
)

test('each is a track of what the source is as a whole, with its picture', () =>
  withEngine(async (directory, convert) => {
    const { result, output } = await convert(await makeAlbum(join(directory, 'in.mp4')), { chapters: 'split' })
    expect(result).toMatchObject({
      extension: 'zip',
      contentType: 'application/zip',
      container: 'zip',
      codec: 'mp3',
      chapters: [
        { start: 0, end: 1.5, title: 'Öne', file: '01 Öne.mp3', samples: 72_000 },
        // A source may have some samples more or less at its end, with one ffmpeg or another.
        { start: 1.5, title: 'Two', file: '02 Two.mp3' },
      ],
    })
    const files = await unzipped(output, join(directory, 'files'))
    expect(files.map((path) => basename(path))).toEqual(['01 Öne.mp3', '02 Two.mp3'])
    const [first = '', second = ''] = await Promise.all(files.map(described))
    for (const line of [/^title=Öne$/m, /^track=1\/2$/m, /^album=Album$/m, /attached pic/]) expect(first).toMatch(line)
    for (const line of [/^title=Two$/m, /^track=2\/2$/m, /^album=Album$/m]) expect(second).toMatch(line)
    expect(first).not.toContain('[CHAPTER]')
  }))

test('chapters that were asked for are cut out as they are', () =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, 'in.wav'), { seconds: 4 })
    const chapterList = [
      { start: 1, end: 1.5, title: 'a' },
      { start: 3, title: 'b' },
    ]
    const { result } = await convert(path, { format: 'wav', chapters: 'split', chapterList })
    expect(result.chapters).toMatchObject([{ samples: 24_000 }, { start: 3, end: 4, samples: 48_000 }])
    expect(result.duration).toBe(1.5)
  }))

test('a chapter behind the end of the sound has no file', () =>
  withEngine(async (directory, convert) => {
    const short = ['-filter_complex', '[1:a]atrim=duration=2[a]', '-map', '0:v', '-map', '[a]']
    const video = await makeVideo(join(directory, 'in.mkv'), { seconds: 4, more: short })
    const path = await withChapters(video, join(directory, 'chapters.mkv'), [
      [0, 1000, 'a'],
      [1000, 3000, 'b'],
      [3000, 4000, 'c'],
    ])
    const { result } = await convert(path, { chapters: 'split' })
    expect(result.chapters?.map(({ title }) => title)).toEqual(['a', 'b'])
  }))

test.each<[string, Partial<ConvertOptions>, object, string]>([
  ['there is none', {}, {}, 'no-chapters'],
  ['none is in the sound', { chapterList: [{ start: 3000, title: 'a' }] }, {}, 'no-chapters'],
  ['they are too large', { chapterList: [{ start: 0, title: 'a' }] }, { maxOutputBytes: 20_000 }, 'too-long'],
  [
    'they are too large together',
    {
      chapterList: [
        { start: 0, title: 'a' },
        { start: 1, title: 'b' },
      ],
    },
    { maxOutputBytes: 40_000 },
    'too-long',
  ],
])('when %s, a reason says so, and nothing is left', (_, options, limits, reason) =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, 'in.wav'))
    await expect(convert(path, { chapters: 'split', ...options }, limits)).rejects.toMatchObject({ reason })
    expect(await readdir(directory)).toEqual(['in.wav'])
  }),
)
