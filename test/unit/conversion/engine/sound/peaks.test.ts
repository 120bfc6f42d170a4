import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convert, fileSource } from '../../../../../lambdas/conversion/engine'
import { PeakMeter, type Peaks } from '../../../../../lambdas/conversion/engine/sound/peaks'
import { runEngine } from '../../../../support/engine-command'
import { decodedSound, ffmpegPath, makeSound, programs, withDirectory } from '../../../../support/media'
import { memorySink } from '../../../../support/memory-sink'

jest.setTimeout(60_000)

function said(levels: readonly (readonly [number, number])[]) {
  return levels
    .map(([min, max], frame) => {
      const overall = 'lavfi.astats.Overall'
      return `frame:${frame}    pts:${frame}       pts_time:0\n${overall}.Min_level=${min}\n${overall}.Max_level=${max}\n`
    })
    .join('')
}

function hear(text: string, piece = 7) {
  const meter = new PeakMeter()
  const add = meter.listen()
  for (let at = 0; at < text.length; at += piece) add(text.slice(at, at + piece))
  return meter
}

describe('what is measured', () => {
  test('becomes signed bytes, in audiowaveform’s format', () => {
    const meter = hear(said([[-0.5, 0.25], [-1, 1], [-2, 2]])) // biome-ignore format: pairs
    expect(meter.fine(44100)).toEqual({
      version: 2,
      channels: 1,
      sample_rate: 44100,
      samples_per_pixel: 2205,
      bits: 8,
      length: 3,
      data: [-64, 32, -128, 127, -128, 127],
    })
  })

  test('is no more than a thousand points in the overview, of which none hides a peak', () => {
    const levels = Array.from({ length: 4321 }, (_, at) => [0, at === 4000 ? 0.5 : 0] as const)
    const { length, samples_per_pixel, data } = hear(said(levels), 10_000).overview(48000)
    expect([length, samples_per_pixel]).toEqual([Math.ceil(4321 / 5), 5 * 2400])
    expect(data[2 * (4000 / 5) + 1]).toBe(64)
  })

  test('starts again with each sound, and treats a sample that is not a number as silence', () => {
    const meter = hear(said([[-1, 1]]))
    meter.listen()(said([[Number.NaN, Number.NaN]]))
    expect(meter.fine(48000)).toMatchObject({ length: 1, data: [0, 0] })
    expect(hear('').overview(48000)).toMatchObject({ length: 0, data: [] })
  })
})

test('samples are measured alike in pieces of any length', () => {
  const samples = Float32Array.from({ length: 2 * 2400 * 2 + 6 }, (_, at) =>
    at === 5000 ? -0.5 : at === 9601 ? 2 : 0.25,
  )
  samples[7] = Number.NaN
  for (const piece of [7, 4800, samples.length]) {
    const meter = new PeakMeter()
    const take = meter.hear({ sampleRate: 48000, channels: 2 })
    for (let at = 0; at < samples.length; at += piece) take(samples.subarray(at, at + piece))
    expect(meter.fine(48000)).toMatchObject({ length: 3, data: [32, 32, -64, 32, 32, 127] })
  }
  const meter = new PeakMeter()
  const take = meter.hear({ sampleRate: 48000, channels: 1 })
  take(new Float32Array(2400).fill(Number.NaN))
  take(Float32Array.of(Number.POSITIVE_INFINITY))
  expect(meter.fine(48000)).toMatchObject({ length: 2, data: [0, 0, 127, 127] })
})

/** Least and greatest sample of each pixel, as the audio itself has them. */
function measured(samples: Float32Array, channels: number, perPixel: number): number[] {
  const data: number[] = []
  for (let at = 0; at < samples.length; at += channels * perPixel) {
    const pixel = samples.subarray(at, at + channels * perPixel)
    const [least, greatest] = pixel.reduce(
      ([min, max], sample) => [Math.min(min, sample), Math.max(max, sample)],
      [1, -1],
    )
    data.push(Math.max(-128, Math.round(least * 128)), Math.min(127, Math.round(greatest * 128)))
  }
  return data
}

describe('the peaks of a conversion', () => {
  test.each([
    ['flac', 44100, 1],
    ['wav', 48000, 2],
    ['wav', 11025, 2],
  ] as const)('to %s at %d Hz, by %d encoder(s), are those of its samples', (format, sampleRate, workers) =>
    withDirectory(async (directory) => {
      const source = await makeSound(join(directory, `source.${format}`), { sampleRate, seconds: 3.27 })
      const { sink, outputs } = memorySink()
      const env = { ...programs(), workDirectory: directory, workers, limits: { minSliceSeconds: 1 } }
      const { signal } = new AbortController()
      await convert({ source: await fileSource(source), options: { format: 'mp3', bitrate: 64 }, sink, signal, ...env })
      expect(outputs.map(({ name }) => name)).toEqual(['peaks-overview', 'peaks-fine', 'audio'])
      const [overview, fine] = outputs.map(({ bytes, name }) => (name === 'audio' ? undefined : JSON.parse(`${bytes}`)))
      const samples = await decodedSound(source)
      expect(fine.data).toEqual(measured(samples, 2, fine.samples_per_pixel))
      expect(overview).toEqual(fine)
    }),
  )

  test('are written by the command, beside the audio', () =>
    withDirectory(async (directory) => {
      const source = await makeSound(join(directory, 'source.wav'))
      const path = join(directory, 'peaks.json')
      const work = join(directory, 'work')
      const { sampleRate } = await runEngine(ffmpegPath(), source, work, { words: ['--peaks', path] })
      const peaks = JSON.parse(await readFile(path, 'utf8')) as Peaks
      expect(peaks).toMatchObject({ version: 2, sample_rate: sampleRate, length: 40 })
    }))
})
