import { join } from 'node:path'
import { withDirectory } from '../../support/media'
import { join4, type Setting } from '../../support/seam-trial'
import { makeMusic } from '../../support/sound'

/** dB. */
const worseAtMost = 0.1
const soundSeconds = 40

const sounds = [16_000, 22_050, 24_000, 32_000, 44_100, 48_000].flatMap((sampleRate) =>
  ([1, 2] as const).map((channels) => ({ sampleRate, channels })),
)

/** kb/s: MPEG-2, below 32 kHz, ends at 160. */
function bitrates(sampleRate: number) {
  return sampleRate < 32_000 ? [64, 96, 128, 160] : [64, 96, 128, 160, 192, 224, 256, 320]
}

const rows: string[] = []
afterAll(() => console.log(['Hz channels setting: seams, dB worse over all and at the seams', ...rows].join('\n')))

test.each(sounds)('at $sampleRate Hz with $channels channels, four encoders make what one makes', (sound) =>
  withDirectory(async (directory) => {
    const path = await makeMusic(join(directory, 'music.wav'), { ...sound, seconds: soundSeconds })
    const settings: Setting[] = [
      ...bitrates(sound.sampleRate).map((bitrate) => ({ bitrate })),
      ...[0, 1, 2, 3, 4, 5].map((vbr) => ({ vbr })),
    ]
    const problems: string[] = []
    for (const setting of settings) {
      const { result, longer, worse, worseAtSeams } = await join4(path, setting, directory)
      const name = `${sound.sampleRate} ${sound.channels} ${setting.bitrate ?? `V${setting.vbr}`}`
      const { seams = [], mode, fallback } = result
      rows.push(
        `${name}: ${seams.length}, ${worse.toFixed(3)}, ${worseAtSeams.toFixed(3)}${fallback ? ` ${fallback}` : ''}`,
      )
      const isRight =
        mode === 'parallel' && seams.length > 0 && longer === 0 && worse <= worseAtMost && worseAtSeams <= worseAtMost
      if (!isRight) problems.push(`${name}: ${JSON.stringify({ mode, fallback, seams, longer, worse, worseAtSeams })}`)
    }
    expect(problems).toEqual([])
  }),
)
