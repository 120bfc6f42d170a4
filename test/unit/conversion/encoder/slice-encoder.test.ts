import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { run } from '../../../../local/processes'
import { decodedSound, ffmpegPath, programs } from '../../../support/media'
import { readMp3 } from '../../../support/read-mp3'
import { fidelity, makeMusic } from '../../../support/sound'

jest.setTimeout(60_000)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audiolift-encoder-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const { encoder } = programs()
function input() {
  return join(folder, 'samples.f32le')
}

function output() {
  return join(folder, 'frames.mp3')
}

/** LAME's delay and the decoder's own, which frames alone do not tell. */
const encoderDelay = 576 + 529

type Settings = Readonly<Record<string, string | number>>

const usual: Settings = { rate: 48_000, channels: 2, bitrate: 192, samples: 48_000, 'max-bytes': 10_000_000 }

function words(settings: Settings): string[] {
  return Object.entries({ input: input(), output: output(), ...settings }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ])
}

function encode(settings: Settings) {
  return run(encoder, words(settings))
}

/** Samples per channel that it says it has encoded. */
function samplesIn(said: string): number {
  return Number(/^samples=(\d+)$/m.exec(said)?.[1])
}

function floats(samples: Float32Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
}

/** A second and a half of tones. */
function tones(channels: number): Buffer {
  return floats(
    Float32Array.from({ length: 72_000 * channels }, (_, at) => 0.4 * Math.sin(at * 0.05) * Math.sin(at * 0.0003)),
  )
}

async function facts() {
  return readMp3(Readable.from([await readFile(output())]))
}

test.each([
  [48_000, 2, { bitrate: 192 }],
  [48_000, 2, { bitrate: 320 }],
  [44_100, 2, { vbr: 2 }],
  [44_100, 1, { bitrate: 128 }],
  [16_000, 2, { vbr: 4 }],
  [22_050, 1, { bitrate: 64 }],
] as const)(
  'at %d Hz with %d channels and %j, it is as near to the sound as ffmpeg’s LAME',
  async (rate, channels, quality) => {
    const path = await makeMusic(join(folder, 'music.wav'), { seconds: 20, sampleRate: rate, channels })
    const original = await decodedSound(path)
    await writeFile(input(), floats(original))
    const samples = original.length / channels
    const { bitrate: _, ...settings } = usual
    const { code, stderr } = await encode({ ...settings, ...quality, rate, channels, samples })
    expect({ code, samples: samplesIn(stderr) }).toEqual({ code: 0, samples })
    const asked = 'vbr' in quality ? ['-q:a', String(quality.vbr)] : ['-b:a', `${quality.bitrate}k`]
    const theirs = join(folder, 'theirs.mp3')
    const alone = ['-c:a', 'libmp3lame', ...asked, '-write_xing', '0', '-id3v2_version', '0']
    expect((await run(ffmpegPath(), ['-nostdin', '-y', '-i', path, ...alone, theirs])).code).toBe(0)

    const heard = async (mp3: string) => fidelity(original, (await decodedSound(mp3)).subarray(encoderDelay * channels))
    // Versions of LAME share bits out in their own ways: a decibel up or down, at some settings two.
    expect(await heard(output())).toBeGreaterThan((await heard(theirs)) - 0.5)
    const { frames, sampleRate, channels: made } = await facts()
    expect({ sampleRate, made }).toEqual({ sampleRate: rate, made: channels })
    expect(frames).toBe((await readMp3(Readable.from([await readFile(theirs)]))).frames)
  },
)

test('a sample that is not a number becomes silence, one that is far too loud is limited, and the rest stays', async () => {
  const samples = new Float32Array(tones(2).buffer.slice(0))
  for (const [at, value] of [Number.NaN, Infinity, -Infinity, 1e30, -1e30, 1e-42].entries()) samples[5000 + at] = value
  await writeFile(input(), floats(samples))
  const { code, stderr } = await encode({ ...usual, samples: 72_000 })
  expect({ code, samples: samplesIn(stderr) }).toEqual({ code: 0, samples: 72_000 })
  const decoded = (await decodedSound(output())).subarray(encoderDelay * 2)
  const [from, to] = [40_000, 130_000]
  expect(fidelity(samples.subarray(from, to), decoded.subarray(from, to))).toBeGreaterThan(20)
})

test.each([
  // LAME alone loses count of its bits with these.
  [[-2e16, 2.9e25, -5.76e5]],
  [[4.9e19, 1.37e8, 1.68e16]],
  [[-1.49e14, 2.34e15, -8.95e6]],
  [[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
])('%j, and nothing else, make frames', async (samples) => {
  await writeFile(input(), floats(Float32Array.from(samples)))
  const { code, stderr } = await encode({ ...usual, channels: 1, bitrate: 128, samples: samples.length })
  expect({ code, samples: samplesIn(stderr) }).toEqual({ code: 0, samples: samples.length })
})

test('bytes of any kind make frames', async () => {
  const bytes = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * at * 31 + (at >> 7) * 17) & 255))
  await writeFile(input(), bytes)
  const settings: Settings[] = [{ bitrate: 32, rate: 32_000 }, { bitrate: 8, rate: 8_000 }, { bitrate: 320 }]
  for (const each of settings) {
    expect(await encode({ ...usual, ...each, samples: 50_000 })).toMatchObject({ code: 0 })
    expect((await facts()).frames).toBeGreaterThan(40)
  }
})

test('begins where it is told, and reads no more than it is told', async () => {
  const sound = tones(1)
  await writeFile(input(), Buffer.concat([Buffer.alloc(4 * 1000, 1), sound, Buffer.alloc(4 * 1000, 1)]))
  await encode({ ...usual, channels: 1, skip: 4000, samples: 72_000 })
  const part = await readFile(output())
  await writeFile(input(), sound)
  await encode({ ...usual, channels: 1, samples: 72_000 })
  expect(part.equals(await readFile(output()))).toBe(true)
})

describe('a file that is still growing', () => {
  const begin = (settings: Settings) => {
    const child = spawn(encoder, words(settings), { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
    let [said, told] = ['', '']
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const progress = child.stdio[3] as Readable
    progress.setEncoding('utf8').on('data', (text: string) => {
      told += text
    })
    const ended = once(child, 'close').then(([code]) => ({ code, samples: samplesIn(said) }))
    return { child, progress, ended, told: () => told }
  }

  test('is followed to the last sample, wherever it stops on the way', async () => {
    const sound = tones(2)
    await writeFile(input(), sound)
    await encode({ ...usual, samples: 72_000 })
    const whole = await readFile(output())
    // In the middle of a sample.
    await writeFile(input(), sound.subarray(0, 100_003))
    const { progress, ended, told } = begin({ ...usual, samples: 72_000, follow: 20 })
    await once(progress, 'data')
    await appendFile(input(), sound.subarray(100_003))
    expect(await ended).toEqual({ code: 0, samples: 72_000 })
    expect((await readFile(output())).equals(whole)).toBe(true)
    expect(told()).toMatch(/^(out_time_us=\d+\n)+$/)
  })

  test('is told of how far it is encoded before more is waited for, however fast that was', async () => {
    await writeFile(input(), tones(2).subarray(0, 8 * 50_000))
    const { child, progress, ended, told } = begin({ ...usual, samples: 72_000, follow: 3600 })
    const seconds = () => Number(/out_time_us=(\d+)\n$/.exec(told())?.[1] ?? 0) / 1e6
    // But for the beginning of a piece, and what LAME looks ahead.
    while (seconds() < 0.85 * (50_000 / 48_000)) await once(progress, 'data')
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0 })
  })

  test('is given up when it does not grow any more', async () => {
    await writeFile(input(), tones(2).subarray(0, 8 * 50_000))
    expect(await begin({ ...usual, samples: 72_000, follow: 1 }).ended).toEqual({ code: 0, samples: 50_000 })
  })

  test('is left when it is enough, with all that was there', async () => {
    await writeFile(input(), tones(2).subarray(0, 8 * 50_000))
    const { child, progress, ended } = begin({ ...usual, samples: 72_000, follow: 3600 })
    await once(progress, 'data')
    child.kill('SIGTERM')
    const { code, samples } = await ended
    expect(code).toBe(0)
    // Those that it had read when it was told; the beginning at least.
    expect(samples).toBeGreaterThan(0)
    expect(samples).toBeLessThanOrEqual(50_000)
    expect((await facts()).frames).toBeGreaterThanOrEqual(Math.floor(samples / 1152))
  })
})

test.each([
  [{ input: '/nowhere/samples' }, /^\/nowhere\/samples cannot be read: No such file or directory\.$/],
  [{ output: '/nowhere/frames' }, /^\/nowhere\/frames cannot be written: No such file or directory\.$/],
  [{ 'max-bytes': 1000 }, /^It would be more than 1000 bytes\.$/],
  [{ channels: 3 }, /^--channels is 3, which is not a number from 1 to 2\.$/],
  [{ bitrate: '192k' }, /^--bitrate is 192k, which is not a number from 8 to 320\.$/],
  [{ rate: 96_000 }, /^--rate is 96000, which is not a number from 8000 to 48000\.$/],
  [{ vbr: 2 }, /^It takes .*--bitrate or --vbr\.$/],
  [{ nonsense: 1 }, /^There is no option --nonsense\.$/],
] as const)('%j is refused in a sentence', async (settings, sentence) => {
  await writeFile(input(), tones(2))
  const { code, stderr } = await encode({ ...usual, ...settings })
  expect(code).toBe(1)
  expect(stderr.trim()).toMatch(sentence)
})
