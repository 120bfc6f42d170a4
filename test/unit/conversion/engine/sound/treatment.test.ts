import { join } from 'node:path'
import { seekOptions, windowOf } from '../../../../../lambdas/conversion/engine/sound/window'
import { withEngine } from '../../../../support/engine'
import { decodedSound, makeExpression, makeSound, measuredLoudness } from '../../../../support/media'

jest.setTimeout(60_000)

/** A tone, loud for a second and then quiet for one, with a click that only a limiter can hold. */
const lively = '0.25*sin(440*2*PI*t)*if(lt(mod(t,2),1),1,0.2)+0.6*lt(mod(t,1.7),0.001)'

describe('a part', () => {
  test.each([
    [0.5, 1.25],
    [0, 0.7531],
    [1.9, undefined],
    [0.123456, 99],
  ])('from %d to %d is cut on the sample', (start, end) =>
    withEngine(async (directory, convert) => {
      const path = await makeSound(join(directory, 'in.wav'), { sampleRate: 44100 })
      const whole = await decodedSound(path)
      const { result, output } = await convert(path, { format: 'flac', start, ...(end !== undefined && { end }) })
      const at = (seconds: number) => Math.min(Math.round(seconds * 44100) * 2, whole.length)
      const part = whole.subarray(at(start), end === undefined ? undefined : at(end))
      expect(await decodedSound(output)).toEqual(part)
      expect(result.samples).toBe(part.length / 2)
    }),
  )

  test.each([
    ['in.flac', 44100],
    ['in.mp3', 44100],
    ['in.mp3', 48000],
    ['in.mp4', 44100],
    ['in.mkv', 44100],
    ['in.ogg', 44100],
  ] as const)('of %s at %d Hz that begins late is the same on the sample as if all was decoded', (name, sampleRate) =>
    withEngine(async (directory, convert) => {
      // Without noise of the decoder's own, which is another each time.
      const more = name.endsWith('.mp4') ? ['-aac_pns', '0'] : []
      const path = await makeSound(join(directory, name), { seconds: 12, sampleRate: 44100, more })
      const start = 9.123456
      const sameFormat = `aformat=sample_fmts=fltp|s32p|s16p:sample_rates=${sampleRate}`
      const late = `${sameFormat},atrim=start_pts=${Math.round(start * sampleRate)}`
      const expected = await decodedSound(path, ['-af', late])
      const { output, result } = await convert(path, { format: 'flac', start, sampleRate })
      const sound = await decodedSound(output)
      expect(result.samples * 2).toBe(expected.length)
      // A step of 16 bits, to which the result is rounded.
      expect(sound.every((value, at) => Math.abs(value - (expected[at] ?? 2)) <= 1 / 32768)).toBe(true)
    }),
  )

  test.each([
    [true, false, 7],
    [true, true, undefined],
    [false, false, undefined],
  ])('whose time is exact (%p) and that is resampled (%p) is decoded from %p on', (isTimeExact, isResampled, from) => {
    const window = windowOf({ format: 'mp3', start: 9.123456 }, { duration: 12, isTimeExact, isResampled })
    expect(window.from).toBe(from)
    expect(seekOptions(window)).toEqual(from === undefined ? [] : ['-noaccurate_seek', '-ss', '7'])
  })

  test('that begins behind the end is refused', () =>
    withEngine(async (directory, convert) => {
      const path = await makeSound(join(directory, 'in.wav'))
      await expect(convert(path, { start: 2, end: 3 })).rejects.toMatchObject({
        reason: 'no-audio',
        message: expect.stringContaining('2 seconds'),
      })
    }))
})

test('fades begin and end with silence', () =>
  withEngine(async (directory, convert) => {
    const path = await makeExpression(join(directory, 'in.wav'), '0.5', 2)
    const { output } = await convert(path, { format: 'flac', fadeIn: 0.5, fadeOut: 1, start: 0.2 })
    const sound = await decodedSound(output)
    const at = (seconds: number) => sound[Math.round(seconds * 44100)]
    expect(sound.length).toBe(1.8 * 44100)
    expect([at(0), at(0.25), at(0.6), at(1.3), sound.at(-1)]).toEqual(
      [0, 0.25, 0.5, 0.25, 0].map((value) => expect.closeTo(value, 2)),
    )
  }))

test('silence is cut off both ends, and stays in the middle', () =>
  withEngine(async (directory, convert) => {
    const expression = 'if(between(t,1,2)+between(t,3.5,4),0.5*sin(440*2*PI*t),0)'
    const path = await makeExpression(join(directory, 'in.wav'), expression, 6)
    const { result, output } = await convert(path, { format: 'wav', trimSilence: true })
    expect(result.duration).toBeCloseTo(3.4, 1)
    const sound = await decodedSound(output)
    expect(sound.findIndex((value) => Math.abs(value) > 0.01) / 44100).toBeCloseTo(0.2, 1)
    const silent = await makeExpression(join(directory, 'silent.wav'), '0', 1)
    expect((await convert(silent, { format: 'wav', trimSilence: true, loudness: -16 })).result.duration).toBe(1)
  }))

test.each([
  ['flac', -23],
  ['flac', -12],
  ['mp3', -16],
  ['m4a', -14],
  ['opus', -14],
] as const)('%s reaches %d LUFS, and no true peak is above -1 dBTP', (format, loudness) =>
  withEngine(async (directory, convert) => {
    const path = await makeExpression(join(directory, 'in.wav'), lively, 6)
    const { result, output } = await convert(path, { format, loudness })
    const { integrated, truePeak } = await measuredLoudness(output)
    expect(Math.abs(integrated - loudness)).toBeLessThanOrEqual(0.5)
    expect(truePeak).toBeLessThanOrEqual(-1)
    expect(result.samples).toBe((6 * 44100 * result.sampleRate) / 44100)
    expect(result.loudness).toMatchObject({ target: loudness, source: expect.closeTo(-17, -1) })
  }),
)

test('5.1 is mixed down to stereo and to mono when asked for', () =>
  withEngine(async (directory, convert) => {
    const path = await makeSound(join(directory, 'in.wav'), { layout: '5.1', seconds: 0.5 })
    expect((await convert(path, { format: 'flac' })).result.channels).toBe(6)
    for (const channels of [1, 2] as const) {
      const { result, output } = await convert(path, { format: 'flac', channels })
      expect(result.channels).toBe(channels)
      expect((await decodedSound(output)).length).toBe(0.5 * 48000 * channels)
    }
  }))
