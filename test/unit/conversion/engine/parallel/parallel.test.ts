import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import {
  type ConvertResult,
  convert,
  fileSink,
  fileSource,
  type Limits,
  type Progress,
  type Source,
} from '../../../../../lambdas/conversion/engine'
import { id3Size } from '../../../../../lambdas/conversion/engine/mp3/mp3'
import { frameHeader } from '../../../../../lambdas/conversion/engine/mp3/mp3-header'
import { cut, makeSound, programs } from '../../../../support/media'
import { readMp3 } from '../../../../support/read-mp3'
import {
  fidelity,
  makeMusic,
  makeVideoWithShortSound,
  misplacedFrames,
  samplesOf,
  worstAtSeams,
} from '../../../../support/sound'
import { isAlive, makeShim, type Shim } from './shim'

jest.setTimeout(90_000)

let media: string
let work: string
let minute: string

beforeAll(async () => {
  media = await mkdtemp(join(tmpdir(), 'audiolift-media-'))
  minute = await makeMusic(join(media, 'minute.m4a'), {
    seconds: 60,
    more: ['-metadata', 'title=Straße', '-movflags', '+faststart'],
  })
})
afterAll(() => rm(media, { recursive: true, force: true }))
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'audiolift-work-'))
})
afterEach(() => rm(work, { recursive: true, force: true }))

interface Run {
  readonly workers: number
  readonly bitrate?: number
  readonly limits?: Partial<Limits>
  readonly shim?: Shim
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** Converts, however short the slices are, and keeps the audio; leaves nothing else. */
async function run(
  source: Source | string,
  more: Run,
): Promise<{ readonly result: ConvertResult; readonly audio: string }> {
  const { workers, bitrate = 192, limits, onProgress = () => {} } = more
  const { ffmpeg, encoder, launcher } = more.shim ?? programs()
  const audio = join(media, `by-${workers}.mp3`)
  const result = await convert({
    source: typeof source === 'string' ? await fileSource(source) : source,
    options: { format: 'mp3', bitrate },
    sink: fileSink({ audio }),
    onProgress,
    signal: more.signal ?? AbortSignal.timeout(60_000),
    ffmpeg,
    encoder,
    launcher,
    workDirectory: work,
    workers,
    limits: { minSliceSeconds: 1, ...limits },
  }).finally(async () => expect(await readdir(work)).toEqual([]))
  return { result, audio }
}

/** The audio's bytes and what is in front of them. */
async function partsOf(path: string) {
  const bytes = await readFile(path)
  const start = id3Size(bytes)
  const end = start + (frameHeader(bytes, start)?.length ?? 0)
  return { id3: bytes.subarray(0, start), tagFrame: bytes.subarray(start, end), audio: bytes.subarray(end) }
}

async function areEqual(one: string, other: string) {
  return Buffer.from((await samplesOf(one)).buffer).equals(Buffer.from((await samplesOf(other)).buffer))
}

describe('several encoders', () => {
  test.each([
    // All others are in test/full/engine/seams.test.ts.
    [48000, 2, 192, 4, 60],
    [44100, 1, 320, 3, 40],
    [22050, 2, 64, 4, 60],
  ] as const)(
    '%d Hz, %d channels, %d kb/s by %d make what one makes',
    async (sampleRate, channels, bitrate, workers, seconds) => {
      const path = await makeMusic(join(media, 'music.wav'), { seconds, sampleRate, channels })
      const one = await run(path, { workers: 1, bitrate })
      const several = await run(path, { workers, bitrate })
      expect(one.result).toMatchObject({ mode: 'single', workers: 1 })
      expect(several.result).toMatchObject({ mode: 'parallel', bitrate, channels, sampleRate })
      expect(several.result).not.toHaveProperty('fallback')
      expect(several.result.samples).toBe(one.result.samples)
      // A seam may make it a few bytes longer.
      expect(several.result.size - one.result.size).toBeGreaterThanOrEqual(0)
      expect(several.result.size - one.result.size).toBeLessThanOrEqual(16 * (workers - 1))

      const [original, single, parallel] = [
        await samplesOf(path),
        await samplesOf(one.audio),
        await samplesOf(several.audio),
      ]
      expect(parallel.length).toBe(original.length)
      expect(parallel.length).toBe(single.length)
      expect(fidelity(original, parallel)).toBeGreaterThan(fidelity(original, single) - 0.1)
      expect(worstAtSeams({ original, single, several: parallel }, several.result)).toBeLessThanOrEqual(0.1)

      const { audio, tagFrame, id3 } = await partsOf(several.audio)
      expect(misplacedFrames(audio)).toEqual([])
      const expected = await partsOf(one.audio)
      expect(id3.equals(expected.id3)).toBe(true)
      const facts = await readMp3(Readable.from([await readFile(several.audio)]))
      expect(facts).toMatchObject({ samples: seconds * sampleRate, bitrate, tag: { frames: facts.frames } })
      expect(facts.tag).toMatchObject({ audioCrc: facts.audioCrc, bytes: tagFrame.length + audio.length })
    },
  )

  test('write a table of contents that leads to where the sound is', async () => {
    const { audio } = await run(minute, { workers: 3 })
    const { tagFrame } = await partsOf(audio)
    const contents = tagFrame.subarray(36 + 16, 36 + 116)
    contents.forEach((entry, hundredth) => {
      expect(Math.abs(entry - 2.56 * hundredth)).toBeLessThan(1.5)
    })
  })

  test('keep the tags', async () => {
    const { id3 } = await partsOf((await run(minute, { workers: 2 })).audio)
    expect(id3.subarray(0, 4)).toEqual(Buffer.from('ID3\x04', 'latin1'))
    expect(id3.includes('Straße')).toBe(true)
  })

  test('mix 5.1 at 96 kHz down as one does', async () => {
    const path = await makeSound(join(media, 'surround.flac'), { seconds: 40, sampleRate: 96000, layout: '5.1' })
    const one = await run(path, { workers: 1 })
    const two = await run(path, { workers: 2 })
    expect(two.result).toMatchObject({ mode: 'parallel', sampleRate: 48000, channels: 2, samples: one.result.samples })
    expect(await areEqual(one.audio, two.audio)).toBe(true)
  })

  test('tell progress that rises to 100', async () => {
    const told: number[] = []
    await run(minute, { workers: 2, onProgress: ({ percent }) => told.push(percent) })
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told.at(-1)).toBe(100)
  })

  test('get the source only through the protocols of the web, and the encoders nothing but the spool', async () => {
    const shim = await makeShim(media)
    await run(minute, { workers: 3, shim })
    // The first looks at the source. The decoder and the encoders start at the same time, in any order.
    const [, ...working] = (await shim.processes()).map(({ args }) => args)
    const encoders = working.filter((args) => args.startsWith('--input '))
    const decoders = working.filter((args) => !encoders.includes(args))
    expect(decoders).toEqual([expect.stringMatching(/-protocol_whitelist http,tcp .*-format_whitelist mov,/)])
    expect(encoders.filter((args) => !/^--input \S+\/spool-\d+\.f32le /.test(args))).toEqual([])
    expect(encoders.length).toBeGreaterThan(2)
  })
})

describe('when the declared duration is wrong', () => {
  test('and there is less sound, it is cut again', async () => {
    const path = await makeVideoWithShortSound(join(media, 'short-sound.mp4'), 120, 45)
    const one = await run(path, { workers: 1 })
    const three = await run(path, { workers: 3 })
    expect(three.result).toMatchObject({ mode: 'parallel', samples: one.result.samples })
    expect(await areEqual(three.audio, one.audio)).toBe(true)
  })

  test('and there is next to no sound, one encoder does', async () => {
    const path = await makeVideoWithShortSound(join(media, 'no-sound.mp4'), 120, 5)
    expect((await run(path, { workers: 3 })).result).toMatchObject({ mode: 'single', workers: 1, fallback: 'short' })
  })

  test('or there is none, it is cut as it comes', async () => {
    const path = await makeMusic(join(media, 'endless.mkv'), { seconds: 40, more: ['-live', '1', '-c:a', 'flac'] })
    const one = await run(path, { workers: 1 })
    const two = await run(path, { workers: 2 })
    expect(two.result).toMatchObject({ mode: 'parallel', samples: one.result.samples })
    expect(two.result).not.toHaveProperty('sourceDuration')
    expect(await areEqual(two.audio, one.audio)).toBe(true)
  })

  test('and there is more sound, the last encoder goes on', async () => {
    const path = await lying(await makeMusic(join(media, 'long.flac'), { seconds: 50 }), 25)
    const one = await run(path, { workers: 1 })
    const two = await run(path, { workers: 2 })
    expect(two.result).toMatchObject({ mode: 'parallel', samples: 50 * 48000 })
    expect(await areEqual(two.audio, one.audio)).toBe(true)
  })
})

// Of a later end there is nothing left to encode when it comes, and the encoder waits for more.
test.each([
  [0.85, 1_000_000],
  [0.97, 1_200_000],
])('a source whose end, from %d on, comes slowly is shared all the same', async (share, nearlyAll) => {
  const file = await fileSource(minute)
  const encoded = async () => {
    const [conversion = ''] = await readdir(work)
    const slice = join(work, conversion, 'parallel', 'slice-0-0.mp3')
    return (await stat(slice).catch(() => undefined))?.size ?? 0
  }
  // The end of the file comes only when the first encoder has nearly all that is before it.
  const source: Source = {
    size: file.size,
    read: async (start, end, signal) =>
      Readable.from(
        (async function* () {
          const border = Math.floor(file.size * share)
          if (start < border) yield* await file.read(start, Math.min(end, border), signal)
          while (end > border && start < border && (await encoded()) < nearlyAll) await setTimeout(10)
          if (end > border) yield* await file.read(Math.max(start, border), end, signal)
        })(),
      ),
  }
  const one = await run(minute, { workers: 1 })
  const two = await run(source, { workers: 2, limits: { timeoutMs: 15_000 } })
  expect(two.result).toMatchObject({ mode: 'parallel', workers: 2, samples: one.result.samples })
  expect(await areEqual(two.audio, one.audio)).toBe(true)
})

describe('sound that is longer than the spool', () => {
  // Six blocks of 50 seconds, which are the smallest that encoders can share, each with 13 seconds of the next.
  const [seconds, sampleRate, channels] = [600, 16000, 1] as const
  const maxSpoolBytes = 6 * (50 + 13) * sampleRate * channels * 4

  test('goes through it in blocks that are removed', async () => {
    const path = await makeMusic(join(media, 'long.wav'), {
      seconds,
      sampleRate,
      channels,
      more: ['-c:a', 'pcm_f32le'],
    })
    const one = await run(path, { workers: 1, bitrate: 32 })
    let most = 0
    const measure = async () => {
      const sizes = (await readdir(work, { recursive: true, withFileTypes: true }))
        .filter(({ name }) => name.startsWith('spool-'))
        .map(({ parentPath, name }) =>
          stat(join(parentPath, name)).then(
            ({ size }) => size,
            () => 0,
          ),
        )
      most = Math.max(
        most,
        (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0),
      )
    }
    const two = await run(await inSteps(path), {
      workers: 2,
      bitrate: 32,
      limits: { maxSpoolBytes },
      onProgress: () => void measure(),
    })
    expect(two.result).toMatchObject({ mode: 'parallel', workers: 2, samples: one.result.samples })
    expect(await areEqual(two.audio, one.audio)).toBe(true)
    expect(misplacedFrames((await partsOf(two.audio)).audio)).toEqual([])
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThan(seconds * sampleRate * channels * 4)
    expect(most).toBeLessThan(maxSpoolBytes)
  })

  test('is left to one encoder when the blocks would be too small', async () => {
    const limits = { maxSpoolBytes: maxSpoolBytes * 0.9 }
    const path = await makeMusic(join(media, 'dense.m4a'), { seconds: 100, sampleRate, channels })
    const { result } = await run(path, { workers: 2, limits })
    expect(result).toMatchObject({ mode: 'single', fallback: 'spool', workers: 1 })
  })

  test('is left to one encoder when the decoder cannot be held back', async () => {
    const path = await makeMusic(join(media, 'dense.m4a'), { seconds, sampleRate, channels })
    const { result } = await run(path, { workers: 2, limits: { maxSpoolBytes } })
    expect(result).toMatchObject({ mode: 'single', fallback: 'spool', workers: 1 })
  })
})

/** A file that comes a second of the spool's sound at a time, as from a store: what is on its way already, nothing holds back. */
async function inSteps(path: string): Promise<Source> {
  const file = await fileSource(path)
  const step = 65_536
  return {
    size: file.size,
    read: async (start, end, signal) =>
      Readable.from(
        (async function* () {
          for (let at = start; at < end; at += step) {
            await setTimeout(4)
            yield* await file.read(at, Math.min(at + step, end), signal)
          }
        })(),
      ),
  }
}

/** A FLAC file that says another duration in its STREAMINFO. */
async function lying(path: string, seconds: number): Promise<string> {
  const bytes = await readFile(path)
  bytes.writeUInt32BE(seconds * 48000, 8 + 14)
  await writeFile(path, bytes)
  return path
}

describe('one encoder does it', () => {
  const fallbackOf = async (source: string, more: Run) => {
    const { result, audio } = await run(source, more)
    expect(result).toMatchObject({ mode: 'single', workers: 1 })
    expect((await samplesOf(audio)).length).toBe(result.samples * result.channels)
    return result.fallback
  }

  test('where several would not be faster', async () => {
    expect(await fallbackOf(minute, { workers: 2, limits: { minSliceSeconds: 31 } })).toBe('short')
    const short = await makeMusic(join(media, 'short.wav'), { seconds: 10 })
    expect(await fallbackOf(short, { workers: 2 })).toBe('short')
  })

  test.each([
    ['fails', 'case "$*" in *slice-[1-9]*) exit 1;; esac'],
    [
      'stops early',
      'case "$*" in *slice-[1-9]*) for arg; do shift; [ "$last" = --samples ] && arg=99999; set -- "$@" "$arg"; last=$arg; done;; esac',
    ],
    ['dies', 'case "$*" in *slice-0*) kill -9 $$;; esac'],
  ])('where an encoder %s', async (_name, before) => {
    const shim = await makeShim(media, { before })
    expect(await fallbackOf(minute, { workers: 2, shim })).toBe('encoder')
    expect((await shim.processes()).map(({ pid }) => isAlive(pid))).not.toContain(true)
  })

  test('where there is no encoder of ours', async () => {
    const shim = { ...(await makeShim(media)), encoder: join(media, 'no-encoder') }
    expect(await fallbackOf(minute, { workers: 2, shim })).toBe('encoder')
    expect(await fallbackOf(minute, { workers: 1, shim })).toBe('encoder')
  })

  test('where frames are missing', async () => {
    const shim = await makeShim(media, { after: 'fs.truncateSync(path, 576 * 1000)' })
    expect(await fallbackOf(minute, { workers: 2, shim })).toBe('encoder')
  })

  test('where two parts do not fit together', async () => {
    // Every frame of the second says that its blocks are short: window switching flag and block type 2 in the first granule.
    const allShort = `const mp3 = fs.readFileSync(path)
      if (!path.includes('slice-0-')) for (let at = 0; at < mp3.length; at += 576) mp3[at + 10] |= 6
      fs.writeFileSync(path, mp3)`
    const shim = await makeShim(media, { after: allShort })
    const { result, audio } = await run(minute, { workers: 2, shim })
    expect(result).toMatchObject({ mode: 'single', workers: 1, fallback: 'seam' })
    // One encoder of ours does it again, so it sounds the same.
    expect(await areEqual(audio, (await run(minute, { workers: 1 })).audio)).toBe(true)
  })
})

describe('nothing is left', () => {
  test('when the source is damaged, which is noticed when it is decoded', async () => {
    const path = await cut(await makeMusic(join(media, 'whole.wav'), { seconds: 60 }), 0.7, join(media, 'cut.wav'))
    const shim = await makeShim(media)
    const running = run(path, { workers: 2, shim })
    await expect(running).rejects.toMatchObject({ reason: 'truncated' })
    // Probe, decoder and the first encoder: the others are not begun.
    expect((await shim.processes()).length).toBe(3)
  })

  test('when it is aborted while encoders wait for the decoder', async () => {
    const shim = await makeShim(media)
    const file = await fileSource(minute)
    const caller = new AbortController()
    const border = Math.floor(file.size * 0.8)
    const most: Source = {
      size: file.size,
      read: async (start, end, signal) =>
        Readable.from(
          (async function* () {
            if (start < border) yield* await file.read(start, Math.min(end, border), signal)
            while ((await shim.processes()).length < 4) await setTimeout(10)
            caller.abort(new Error('cancelled'))
            await new Promise(() => {})
          })(),
        ),
    }
    const signal = AbortSignal.any([caller.signal, AbortSignal.timeout(60_000)])
    const running = run(most, { workers: 3, shim, signal })
    await expect(running).rejects.toEqual(new Error('cancelled'))
    const processes = await shim.processes()
    expect(processes.length).toBe(4)
    expect(processes.map(({ pid }) => isAlive(pid))).not.toContain(true)
  })
})
