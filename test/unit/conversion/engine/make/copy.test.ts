import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withEngine } from '../../../../support/engine'
import { openFiles } from '../../../../support/leaks'
import { decodedSamples, decodedSound, described, makeAlbum, makeSound, makeVideo } from '../../../../support/media'

jest.setTimeout(60_000)

/** Containers tell the end more or less exactly, so of a stereo codec's last frame more or less may be played. */
async function expectSameSound(path: string, source: string) {
  const [sound, original] = [await decodedSound(path), await decodedSound(source)]
  const length = Math.min(sound.length, original.length)
  expect(Math.abs(sound.length - original.length)).toBeLessThan(2 * 1024)
  expect(Buffer.compare(bytesOf(sound.subarray(0, length)), bytesOf(original.subarray(0, length)))).toBe(0)
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array) {
  return Buffer.from(buffer, byteOffset, byteLength)
}

test.each([
  ['m4a', ['-c:a', 'aac', '-b:a', '96k'], 'aac'],
  ['flac', ['-c:a', 'flac'], 'flac'],
  ['opus', ['-c:a', 'libopus'], 'opus'],
] as const)('sound that is %s already is copied', (format, more, codec) =>
  withEngine(async (directory, convert) => {
    const path = await makeVideo(join(directory, 'in.mp4'), { more: [...more, '-strict', '-2'] })
    const { result, output } = await convert(path, { format, tags: { title: 'Copied' } })
    expect(result).toMatchObject({ mode: 'copy', workers: 0, extension: format, codec, sampleRate: 48000, channels: 2 })
    expect(result.duration).toBeCloseTo(2, 1)
    expect(await described(output)).toContain('Copied')
    await expectSameSound(output, path)
  }),
)

test('an MP3 is copied gapless, under a fresh header', () =>
  withEngine(async (directory, convert) => {
    const first = await convert(await makeSound(join(directory, 'in.wav'), { seconds: 2.345 }), { bitrate: 128 })
    const { result, output } = await convert(first.output, { tags: { title: 'New' } })
    const { samples } = first.result
    expect(result).toMatchObject({ mode: 'copy', samples, bitrate: 128, container: 'mp3' })
    expect(await decodedSamples(output, 2)).toBe(samples)
    expect(await decodedSound(output)).toEqual(await decodedSound(first.output))
    expect((await readFile(output)).includes('New')).toBe(true)
  }))

test.each([
  [{ bitrate: 192 }, 'single'],
  [{ bitrate: 128 }, 'copy'],
  [{ sampleRate: 44100 }, 'single'],
  [{ channels: 1 }, 'single'],
  [{ vbr: 2 }, 'single'],
  [{ end: 1 }, 'single'],
  [{ loudness: -20 }, 'single'],
] as const)('an MP3 of 128 kb/s that shall be %j is made by %s', (options, mode) =>
  withEngine(async (directory, convert) => {
    const first = await convert(await makeSound(join(directory, 'in.wav')), { bitrate: 128 })
    expect((await convert(first.output, options)).result.mode).toBe(mode)
  }),
)

test.each([
  ['libvorbis', 'mkv', 'ogg'],
  ['ac3', 'mkv', 'mka'],
  ['pcm_s16le', 'mov', 'wav'],
] as const)('a copy of %s in %s goes into %s', (codec, container, extension) =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, `in.${container}`), { more: ['-c:a', codec] })
    const { result, output } = await convert(path, { format: 'copy' })
    expect(result).toMatchObject({ mode: 'copy', extension })
    await expectSameSound(output, path)
  }),
)

test('a copy keeps chapters and cover', () =>
  withEngine(async (directory, convert) => {
    const { result, output } = await convert(await makeAlbum(join(directory, 'in.mp4')), { format: 'm4a' })
    expect(result.mode).toBe('copy')
    const said = await described(output)
    expect(said).toMatch(/\(attached pic\)/)
    expect(said.match(/^\[CHAPTER\]$/gm)).toHaveLength(2)
  }))

test.each(['pcm_s16le', 'pcm_s24le', 'pcm_u8', 'pcm_s32be', 'pcm_alaw'])('of %s every sample is counted', (codec) =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, 'in.mov'), {
      seconds: 1.23456,
      sampleRate: 44100,
      more: ['-c:a', codec],
    })
    const { result, output } = await convert(path, { format: 'copy' })
    expect(result).toMatchObject({ mode: 'copy', samples: await decodedSamples(path, 2) })
    expect(await decodedSamples(output, 2)).toBe(result.samples)
  }),
)

test('what no file can hold unchanged is said to be so', () =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, 'in.mov'), { more: ['-c:a', 'pcm_f64be'] })
    const reason = { reason: 'unsupported-codec', message: expect.stringMatching(/unchanged/) }
    await expect(convert(path, { format: 'copy' })).rejects.toMatchObject(reason)
    expect((await convert(path, { format: 'flac' })).result.mode).toBe('single')
  }))

test('an MP3 whose format changes partway through is reported as not copied, and is encoded; no file is left open', () =>
  withEngine(async (directory, convert) => {
    const sounds = [44100, 48000].map((sampleRate) =>
      makeSound(join(directory, `${sampleRate}.mp3`), { sampleRate, seconds: 10 }),
    )
    const path = join(directory, 'in.mp3')
    await writeFile(path, Buffer.concat(await Promise.all((await Promise.all(sounds)).map((sound) => readFile(sound)))))
    const reason = {
      reason: 'unsupported-codec',
      message: expect.stringMatching(/changes partway through.* choose a format/),
    }
    await expect(convert(path, { format: 'copy' })).rejects.toMatchObject(reason)
    expect((await convert(path, { format: 'mp3' })).result.mode).toBe('single')
    expect(openFiles(directory)).toEqual([])
  }))
