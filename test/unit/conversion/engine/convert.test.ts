import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  ConversionError,
  type ConvertOptions,
  convert,
  fileSource,
  type Limits,
  type Progress,
  type Sink,
  type Source,
} from '../../../../lambdas/conversion/engine'
import {
  cut,
  decodedSamples,
  ffmpegPath,
  makeProtectedVideo,
  makeSilentVideo,
  makeSound,
  makeTracks,
  makeVideo,
  programs,
} from '../../../support/media'
import { memorySink } from '../../../support/memory-sink'
import { readMp3 } from '../../../support/read-mp3'

jest.setTimeout(30_000)

let media: string
let work: string
let video: string

beforeAll(async () => {
  media = await mkdtemp(join(tmpdir(), 'audiolift-media-'))
  const tags = { title: 'Straße; = #1', artist: 'Zoë', location: '+48.2+16.3/' }
  video = await makeVideo(join(media, 'video.mp4'), { tags, more: ['-movflags', '+faststart'] })
})
afterAll(() => rm(media, { recursive: true, force: true }))
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'audiolift-work-'))
})
afterEach(() => rm(work, { recursive: true, force: true }))

interface Run {
  readonly options?: Partial<ConvertOptions>
  readonly limits?: Partial<Limits>
  readonly ffmpeg?: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** Converts, and keeps what the sink has got: whole outputs, and nothing that is still open. */
async function run(
  source: Source,
  {
    options,
    limits = {},
    ffmpeg = ffmpegPath(),
    signal = new AbortController().signal,
    onProgress = () => {},
  }: Run = {},
) {
  const { sink, outputs: sunk, open } = memorySink()
  const outcome = await convert({
    source,
    options: { format: 'mp3', bitrate: 192, ...options },
    sink,
    onProgress,
    signal,
    ...programs(),
    ffmpeg,
    workDirectory: work,
    limits,
  }).then(
    (result) => ({ result, error: undefined }),
    (error: unknown) => ({ result: undefined, error }),
  )
  expect([...open]).toEqual([])
  return { ...outcome, sunk }
}

async function convertFile(path: string, more: Run = {}) {
  return run(await fileSource(path), more)
}

async function succeed(path: string, more: Run = {}) {
  const { result, error, sunk } = await convertFile(path, more)
  if (!result) throw error
  const [audio, ...others] = sunk.filter(({ name }) => name === 'audio')
  if (!audio || others.length > 0) throw new Error(`the sink got ${sunk.length} outputs`)
  return { result, audio }
}

/** The reason of a conversion that must fail and leave nothing. */
async function reasonOf(path: string, more: Run = {}) {
  const { error, sunk } = await convertFile(path, more)
  expect(sunk).toEqual([])
  expect(await readdir(work)).toEqual([])
  if (!(error instanceof ConversionError)) throw error ?? new Error('it succeeded')
  expect(error.message).toMatch(/^[A-Z].*\.$/)
  return error.reason
}

describe('a conversion', () => {
  test.each([
    ['mp4', 48000, 'stereo', 192, 48000, 2],
    ['mkv', 44100, 'mono', 128, 44100, 1],
    ['wav', 22050, 'stereo', 96, 22050, 2],
    ['wav', 11025, 'mono', 48, 11025, 1],
    ['flac', 96000, 'mono', 320, 48000, 1],
  ] as const)('of %s at %d Hz %s is gapless', async (ending, sampleRate, layout, bitrate, outputRate, channels) => {
    const path = await makeSound(join(media, `gapless.${ending}`), { sampleRate, layout, seconds: 2.3 })
    const { result, audio } = await succeed(path, { options: { bitrate } })
    const expected = Math.round(((await decodedSamples(path, channels)) * outputRate) / sampleRate)
    expect(result).toMatchObject({ samples: expected, sampleRate: outputRate, channels, bitrate, mode: 'single' })
    const copy = join(work, 'copy.mp3')
    await writeFile(copy, audio.bytes)
    expect(await decodedSamples(copy, channels)).toBe(expected)
  })

  test('says the truth about the file it hands over', async () => {
    const { result, audio } = await succeed(video)
    const facts = await readMp3(Readable.from([audio.bytes]))
    expect(audio).toMatchObject({ name: 'audio', contentType: 'audio/mpeg' })
    expect(result).toMatchObject({
      size: audio.bytes.length,
      samples: facts.samples,
      duration: facts.samples / 48000,
      sourceContainer: 'mov',
      sourceCodec: 'aac',
      decodeErrors: 0,
    })
    expect(facts.tag?.frames).toBe(facts.frames)
  })

  test('keeps the tags that belong to audio, as ID3v2.4, and not where it was filmed', async () => {
    const { bytes } = (await succeed(video)).audio
    expect([...bytes.subarray(0, 4)]).toEqual([...Buffer.from('ID3\x04', 'latin1')])
    expect(bytes.includes('Straße; = #1')).toBe(true)
    expect(bytes.includes('Zoë')).toBe(true)
    expect(bytes.includes('+48.2')).toBe(false)
    expect(bytes.includes('isom')).toBe(false)
  })

  test('finds the tags of Ogg, which are those of its stream', async () => {
    const path = await makeSound(join(media, 'tags.ogg'), { tags: { title: 'Tagged' }, more: ['-c:a', 'libopus'] })
    expect((await succeed(path)).audio.bytes.includes('Tagged')).toBe(true)
  })

  test('gives the same bytes every time', async () => {
    const [first, second] = [await succeed(video), await succeed(video)]
    expect(first.audio.bytes.equals(second.audio.bytes)).toBe(true)
  })

  test('mixes 5.1 down to stereo', async () => {
    const path = await makeSound(join(media, 'surround.m4a'), { layout: '5.1' })
    expect((await succeed(path)).result.channels).toBe(2)
  })

  test('takes the highest bit rate there is where the sample rate allows less', async () => {
    const path = await makeSound(join(media, 'phone.wav'), { sampleRate: 8000, layout: 'mono' })
    expect((await succeed(path, { options: { bitrate: 320 } })).result).toMatchObject({ sampleRate: 8000, bitrate: 64 })
  })

  test('takes the track that was asked for, by number or by language', async () => {
    const path = await makeTracks(join(media, 'tracks.mkv'), ['eng', 'ger'])
    const ofOptions = async (options: Partial<ConvertOptions>) => (await succeed(path, { options })).result
    expect(await ofOptions({})).toMatchObject({
      track: 1,
      channels: 1,
      tracks: [{ language: 'eng' }, { language: 'ger' }],
    })
    expect(await ofOptions({ track: 2 })).toMatchObject({ track: 2, channels: 2 })
    expect(await ofOptions({ language: 'deu' })).toMatchObject({ track: 2 })
    expect(await reasonOf(path, { options: { track: 3 } })).toBe('no-audio')
    expect(await reasonOf(path, { options: { language: 'fra' } })).toBe('no-audio')
  })

  test('has the sample rate, the channels and the quality that were asked for', async () => {
    const { result } = await succeed(video, { options: { sampleRate: 22050, channels: 1, vbr: 4 } })
    expect(result).toMatchObject({ sampleRate: 22050, channels: 1, samples: Math.round(result.duration * 22050) })
    expect(result.bitrate).toBeUndefined()
  })

  test('puts the tags that were asked for in the place of the source’s', async () => {
    const { bytes } = (await succeed(video, { options: { tags: { title: 'Mine', artist: '', albumArtist: 'All' } } }))
      .audio
    expect(bytes.includes('Mine') && bytes.includes('All')).toBe(true)
    expect(bytes.includes('Straße') || bytes.includes('Zoë')).toBe(false)
  })

  test('tells progress that rises to 100', async () => {
    const told: number[] = []
    await succeed(video, { onProgress: ({ percent }) => told.push(percent) })
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told.length).toBeGreaterThan(1)
    expect(told.at(-1)).toBe(100)
  })

  test('never tells that all is done of what cannot be verified', async () => {
    const whole = await makeSound(join(media, 'whole.ts'), { more: ['-c:a', 'aac'] })
    const bytes = await readFile(whole)
    const path = join(media, 'cut.ts')
    await writeFile(path, bytes.subarray(0, -100))
    const told: Progress[] = []
    const { error } = await run(await fileSource(path), { onProgress: (progress) => told.push(progress) })
    expect(error).toMatchObject({ reason: 'truncated' })
    expect(told.filter(({ percent }) => percent === 100)).toEqual([])
  })

  test('reads a video whose index is at its end', async () => {
    const path = await makeVideo(join(media, 'index-last.mp4'))
    expect((await succeed(path)).result.duration).toBeCloseTo(2, 1)
  })

  test('leaves an empty work directory', async () => {
    await succeed(video)
    expect(await readdir(work)).toEqual([])
  })
})

describe('a source that cannot be converted', () => {
  const write = async (name: string, content: string | Buffer) => {
    const path = join(media, name)
    await writeFile(path, content)
    return path
  }

  test('an empty file', async () => expect(await reasonOf(await write('empty.mp4', ''))).toBe('not-media'))

  test('text', async () => expect(await reasonOf(await write('text.mp4', 'Hello.\n'.repeat(3000)))).toBe('not-media'))

  test('noise', async () => {
    const noise = Buffer.alloc(100_000, createHash('sha512').update('noise').digest())
    expect(['not-media', 'corrupt']).toContain(await reasonOf(await write('noise.mp4', noise)))
  })

  test('a video without sound', async () => {
    expect(await reasonOf(await makeSilentVideo(join(media, 'silent.mp4')))).toBe('no-audio')
  })

  test('an encrypted video', async () => {
    expect(await reasonOf(await makeProtectedVideo(join(media, 'protected.mp4')))).toBe('protected')
  })

  test.each(['mp4', 'mkv', 'avi', 'wmv'])('a truncated %s', async (ending) => {
    const whole = await makeVideo(join(media, `whole.${ending}`), {
      more: ending === 'mp4' ? ['-movflags', '+faststart'] : [],
    })
    expect(await reasonOf(await cut(whole, 0.6, join(media, `cut.${ending}`)))).toBe('truncated')
  })

  test('a truncated mp4 whose index was at its end', async () => {
    const whole = await makeVideo(join(media, 'late.mp4'))
    expect(await reasonOf(await cut(whole, 0.6, join(media, 'late-cut.mp4')))).toBe('truncated')
  })

  test.each(['wav', 'flac', 'mp3', 'ogg', 'm4a'])('truncated sound in %s', async (ending) => {
    const more = ending === 'm4a' ? ['-movflags', '+faststart'] : ending === 'ogg' ? ['-c:a', 'libopus'] : []
    const whole = await makeSound(join(media, `whole.${ending}`), { seconds: 4, more })
    expect(await reasonOf(await cut(whole, 0.6, join(media, `cut.${ending}`)))).toBe('truncated')
  })

  test('a video whose sound is overwritten', async () => {
    const bytes = await readFile(await makeSound(join(media, 'damaged.m4a'), { seconds: 4 }))
    const start = bytes.indexOf('mdat') + 200
    for (let at = start; at < bytes.length - 6000; at += 3) bytes[at] = (at * 31) & 0xff
    expect(await reasonOf(await write('overwritten.m4a', bytes))).toBe('corrupt')
  })

  test('sound beyond the limits', async () => {
    const path = await makeSound(join(media, 'limits.wav'), { seconds: 3, layout: '5.1' })
    expect(await reasonOf(path, { limits: { maxSeconds: 2 } })).toBe('too-long')
    expect(await reasonOf(path, { limits: { maxChannels: 2 } })).toBe('too-many-channels')
    expect(await reasonOf(path, { limits: { minSampleRate: 50_000 } })).toBe('unsupported-codec')
    expect(await reasonOf(path, { limits: { maxOutputBytes: 20_000 } })).toBe('too-long')
    expect(await reasonOf(path, { limits: { timeoutMs: 0 } })).toBe('timeout')
  })

  test('sound that is longer than it says', async () => {
    const bytes = await readFile(await makeSound(join(media, 'long.flac'), { seconds: 6 }))
    // STREAMINFO: the low half of the total number of samples, at byte 18 of the block that begins at 8.
    bytes.writeUInt32BE(48000, 8 + 14)
    expect(await reasonOf(await write('lying.flac', bytes), { limits: { maxSeconds: 3 } })).toBe('too-long')
  })

  test.each([0, 5000])('a source that breaks at byte %d', async (last) => {
    const file = await fileSource(video)
    const broken: Source = {
      size: file.size,
      read: async (start, _end, signal) =>
        Readable.from(
          (async function* () {
            if (start < last) yield* await file.read(start, last, signal)
            throw new Error('no such key')
          })(),
        ),
    }
    const { error, sunk } = await run(broken)
    expect(error).toMatchObject({ reason: 'system', detail: expect.stringContaining('no such key') })
    expect(sunk).toEqual([])
  })

  test('an ffmpeg that is not there', async () => {
    expect(await reasonOf(video, { ffmpeg: join(media, 'no-ffmpeg') })).toBe('system')
  })
})

describe('giving up', () => {
  /** An ffmpeg that writes down the number of each of its processes. */
  const recordingFfmpeg = async () => {
    const directory = join(media, 'recording')
    await mkdir(directory, { recursive: true })
    const pids = join(directory, 'pids')
    const program = join(directory, 'ffmpeg')
    await writeFile(pids, '')
    await writeFile(program, `#!/bin/sh\necho $$ >> '${pids}'\nexec '${ffmpegPath()}' "$@"\n`)
    await chmod(program, 0o755)
    return { program, pids: async () => (await readFile(pids, 'utf8')).split('\n').filter(Boolean).map(Number) }
  }
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }

  test('kills ffmpeg while it encodes, aborts its reads and leaves nothing', async () => {
    const { program, pids } = await recordingFfmpeg()
    const file = await fileSource(await makeSound(join(media, 'hanging.flac'), { seconds: 59 }))
    const caller = new AbortController()
    const hanging: Readable[] = []
    const source: Source = {
      size: file.size,
      read: async (start, _end, signal) => {
        const hangs = async function* () {
          yield* await file.read(start, 1_500_000, signal)
          // Until the probe is over, and ffmpeg encodes what is there.
          while ((await pids()).length < 2) await new Promise((resolve) => setTimeout(resolve, 10))
          caller.abort(new Error('cancelled'))
          await new Promise(() => {})
        }
        hanging.push(Readable.from(hangs()))
        return hanging.at(-1) as Readable
      },
    }
    const { error, sunk } = await run(source, { ffmpeg: program, signal: caller.signal })
    expect(error).toEqual(new Error('cancelled'))
    expect(sunk).toEqual([])
    expect((await pids()).map(isAlive)).toEqual([false, false])
    expect(hanging.map((stream) => stream.destroyed)).toEqual([true])
    expect(await readdir(work)).toEqual([])
  })

  test('does not start when it is aborted before', async () => {
    const { error, sunk } = await convertFile(video, { signal: AbortSignal.abort(new Error('cancelled')) })
    expect(error).toEqual(new Error('cancelled'))
    expect(sunk).toEqual([])
  })

  test('hands nothing over when it is aborted at the last moment', async () => {
    const caller = new AbortController()
    const onProgress = ({ percent }: Progress) => percent === 100 && caller.abort(new Error('cancelled'))
    const { error, sunk } = await convertFile(video, { signal: caller.signal, onProgress })
    expect(error).toEqual(new Error('cancelled'))
    expect(sunk).toEqual([])
  })

  test('passes on what the sink and the listener throw', async () => {
    const failing = new Error('no room')
    const throws = async () => {
      throw failing
    }
    const env = { ...programs(), workDirectory: work }
    const signal = new AbortController().signal
    const source = await fileSource(video)
    const aborted: string[] = []
    for (const step of ['open', 'write', 'reserve', 'finish'] as const) {
      const { sink } = memorySink()
      const failingSink: Sink = {
        open: async (description) => {
          if (step === 'open') return throws()
          const output = await sink.open(description)
          return { ...output, [step]: throws, abort: async () => void aborted.push(step) }
        },
      }
      const converting = convert({
        source,
        options: { format: 'mp3', bitrate: 128 },
        sink: failingSink,
        signal,
        ...env,
      })
      await expect(converting).rejects.toBe(failing)
    }
    expect([...new Set(aborted)]).toEqual(['write', 'reserve', 'finish'])
    const { error } = await convertFile(video, {
      onProgress: () => {
        throw failing
      },
    })
    expect(error).toBe(failing)
    const admitted = memorySink()
    const admit = (seconds: number) => Promise.reject(Object.assign(failing, { seconds: Math.round(seconds) }))
    const refused = convert({
      source,
      options: { format: 'mp3', bitrate: 128 },
      sink: admitted.sink,
      signal,
      ...env,
      admit,
    })
    await expect(refused).rejects.toBe(failing)
    expect(failing).toMatchObject({ seconds: 2 })
    expect(admitted.outputs).toEqual([])
    expect(await readdir(work)).toEqual([])
  })
})
