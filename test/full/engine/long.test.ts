import { join } from 'node:path'
import { convert, fileSink, fileSource } from '../../../lambdas/conversion/engine'
import { programs, withDirectory } from '../../support/media'
import { fidelity, makeMusic, samplesOf } from '../../support/sound'

/** For an MP4 with more packets than `flat-input.ts` leaves to ffmpeg. */
test('the sound of a long MP4 comes out whole, from the first sample to the last', () =>
  withDirectory(async (directory) => {
    const seconds = 1500
    const path = await makeMusic(join(directory, 'long.m4a'), { seconds, channels: 1, more: ['-b:a', '96k'] })
    const audio = join(directory, 'long.mp3')
    const result = await convert({
      source: await fileSource(path),
      options: { format: 'mp3', bitrate: 128 },
      sink: fileSink({ audio }),
      signal: AbortSignal.timeout(120_000),
      ...programs(),
      workDirectory: directory,
      workers: 2,
    })
    expect(result).toMatchObject({ mode: 'parallel', samples: seconds * 48_000, decodeErrors: 0 })
    const [original, made] = [await samplesOf(path), await samplesOf(audio)]
    expect(made.length).toBe(seconds * 48_000)
    for (const from of [0, 700, 1490]) {
      const window = [from * 48_000, (from + 10) * 48_000] as const
      expect(fidelity(original, made, ...window)).toBeGreaterThan(15)
    }
  }))
