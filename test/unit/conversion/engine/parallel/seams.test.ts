import { join } from 'node:path'
import { withDirectory } from '../../../../support/media'
import { join4 } from '../../../../support/seam-trial'
import { makeMusic } from '../../../../support/sound'

jest.setTimeout(90_000)

/** A small share of `test/full/engine/seams.test.ts`: where encoders with the same past go on to differ now and then. */
test.each([
  [44_100, 2, { vbr: 0 }],
  [16_000, 2, { vbr: 4 }],
  [16_000, 1, { bitrate: 32 }],
] as const)('at %d Hz with %d channels and %j, no seam is heard', (sampleRate, channels, setting) =>
  withDirectory(async (directory) => {
    const path = await makeMusic(join(directory, 'music.wav'), { seconds: 45, sampleRate, channels })
    const { result, longer, worse, worseAtSeams } = await join4(path, setting, directory)
    expect(result).toMatchObject({ mode: 'parallel' })
    expect(result.seams?.length).toBeGreaterThan(0)
    expect(longer).toBe(0)
    expect(worse).toBeLessThanOrEqual(0.1)
    expect(worseAtSeams).toBeLessThanOrEqual(0.1)
  }),
)
