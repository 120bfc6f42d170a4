import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatNames } from '../../../../options/formats'
import { withEngine } from '../../../support/engine'
import { decodedSamples, decodedSound, makeSound } from '../../../support/media'

jest.setTimeout(60_000)

test.each([
  ['m4a', 44100, 'audio/mp4'],
  ['m4a', 32000, 'audio/mp4'],
  ['opus', 48000, 'audio/ogg'],
  ['flac', 44100, 'audio/flac'],
  ['wav', 22050, 'audio/wav'],
] as const)('%s of %d Hz has every sample and no other', (format, sampleRate, contentType) =>
  withEngine(async (directory, convert) => {
    const seconds = 2.3451
    // In another format, so that it is not copied.
    const source = format === 'wav' ? 'in.flac' : 'in.wav'
    const path = await makeSound(join(directory, source), { sampleRate, seconds })
    const { result, output } = await convert(path, { format })
    const samples = await decodedSamples(path, 2)
    expect(result).toMatchObject({ samples, sampleRate, channels: 2, mode: 'single', extension: format, contentType })
    const bytes = await readFile(output)
    expect(result.size).toBe(bytes.length)
    // ffmpeg before 7 plays an AAC file's last frame to its end; the edit list says where the sound ends.
    const decoded = await decodedSamples(output, 2)
    expect(decoded - samples).toBeGreaterThanOrEqual(0)
    expect(decoded - samples).toBeLessThan(format === 'm4a' ? 1024 : 1)
    if (format === 'm4a') expect(editOf(bytes)).toEqual({ samples, from: 1024 })
    expect((await readdir(directory)).sort()).toEqual([source, 'output-1'])
  }),
)

/** The one edit of an MP4 (ISO 14496-12, 8.6.6, version 0), in units of the movie and of the track. */
function editOf(bytes: Buffer) {
  const at = bytes.indexOf('elst')
  expect(bytes.readUInt32BE(at + 8)).toBe(1)
  return { samples: bytes.readUInt32BE(at + 12), from: bytes.readInt32BE(at + 16) }
}

test.each([
  ['flac', 's16', 'stereo'],
  ['flac', 's24', '5.1'],
  ['wav', 's16', 'mono'],
  ['wav', 's24', 'stereo'],
] as const)('%s keeps %s %s sound bit for bit', (format, kind, layout) =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, 'in.wav'), { layout, more: ['-c:a', `pcm_${kind}le`] })
    const { output } = await convert(path, { format })
    expect(await decodedSound(output)).toEqual(await decodedSound(path))
  }),
)

test('the same sound gives the same bytes', () =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, 'in.wav'), { tags: { title: 'Same' } })
    for (const format of formatNames.filter((name) => name !== 'copy')) {
      const [one, two] = [await convert(path, { format }), await convert(path, { format })]
      expect((await readFile(one.output)).equals(await readFile(two.output))).toBe(true)
    }
  }))

test.each(['m4a', 'opus', 'flac', 'wav'] as const)('%s keeps the tags, and takes others in their place', (format) =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, 'in.flac'), { tags: { title: 'Théâtre', artist: 'Zoë' } })
    const { output } = await convert(path, { format, tags: { artist: 'Ada' } })
    const bytes = await readFile(output)
    expect(['Théâtre', 'Ada', 'Zoë'].map((tag) => bytes.includes(tag))).toEqual([true, true, false])
  }),
)

test('sound that would be too large is refused in a sentence, and leaves nothing', () =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, 'in.flac'))
    await expect(convert(path, { format: 'wav' }, { maxOutputBytes: 100_000 })).rejects.toMatchObject({
      reason: 'too-long',
      message: expect.stringMatching(/^The audio would be larger than/),
    })
    expect(await readdir(directory)).toEqual(['in.flac'])
  }))
