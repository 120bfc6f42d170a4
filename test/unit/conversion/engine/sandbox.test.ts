import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convert as engine } from '../../../../lambdas/conversion/engine'
import { runFfmpeg } from '../../../../lambdas/conversion/engine/ffmpeg/ffmpeg'
import { guardedInput } from '../../../../lambdas/conversion/engine/ffmpeg/guard'
import { fileSource } from '../../../../lambdas/conversion/engine/source/file-source'
import { serveRanges } from '../../../../lambdas/conversion/engine/source/range-server'
import { type Canary, startCanary } from '../../../support/canary'
import { runEngine } from '../../../support/engine-command'
import {
  bigPicture,
  dashManifest,
  disguises,
  id3Picture,
  id3Tag,
  makeCompressedIndex,
  makeCountless,
  makeDataReference,
  makeRepeating,
  silentWav,
} from '../../../support/hostile-media'
import { ffmpegPath, makeSound, programAt, programs } from '../../../support/media'
import { memorySink } from '../../../support/memory-sink'

jest.setTimeout(60_000)

let media: string
let secret: string
let canary: Canary

beforeAll(async () => {
  media = await mkdtemp(join(tmpdir(), 'audiolift-hostile-'))
  secret = await makeSound(join(media, 'secret.wav'))
  canary = await startCanary(await readFile(secret))
})
beforeEach(() => canary.forget())
afterAll(async () => {
  await canary.close()
  await rm(media, { recursive: true, force: true })
})

async function write(name: string, content: string | Buffer) {
  const path = join(media, name)
  await writeFile(path, content)
  return path
}

let runs = 0
async function convert(path: string) {
  const directory = join(media, `out-${runs++}`)
  await mkdir(directory)
  return runEngine(ffmpegPath(), path, directory)
}

/** What ffmpeg does with a file behind these options. */
async function tryOut(path: string, change: (guard: string[]) => string[] = (guard) => guard) {
  const server = await serveRanges(await fileSource(path))
  const sound = join(media, 'sound.raw')
  const signal = AbortSignal.timeout(20_000)
  try {
    const { stderr } = await runFfmpeg({
      ffmpeg: programAt(),
      args: ['-y', ...change(guardedInput(server.url)), '-map', '0:a:0', '-t', '10', '-f', 's16le', sound],
      signal,
    })
    const bytes = await readFile(sound).catch(() => Buffer.alloc(0))
    return { bytes: bytes.length, hits: canary.hits.length, stderr }
  } finally {
    await rm(sound, { force: true })
    await server.close()
  }
}

/** Takes an option and its value away, or gives it another value. */
function change(option: string, value?: string) {
  return (guard: string[]) => {
    const at = guard.indexOf(option)
    if (at < 0) throw new Error(`there is no ${option}`)
    return guard.toSpliced(at, 2, ...(value === undefined ? [] : [option, value]))
  }
}

describe('a playlist in disguise', () => {
  const kinds = Object.keys(disguises('/x', 'http://127.0.0.1:1'))

  test.each(kinds)('%s reads no file beside it and asks no server', async (kind) => {
    const path = await write('disguise.mp4', disguises(secret, canary.url)[kind] ?? '')
    expect(await convert(path)).toMatchObject({ ok: false, reason: 'not-media' })
    expect(canary.hits).toEqual([])
  })

  test('would ask a server if it were not for the list of demuxers', async () => {
    const path = await write('dash.mp4', dashManifest(`${canary.url}/a.mp4`))
    expect(await tryOut(path)).toMatchObject({ bytes: 0, hits: 0 })
    const { bytes, hits } = await tryOut(path, change('-format_whitelist'))
    expect([bytes > 0, hits > 0]).toEqual([true, true])
  })

  test('would read a file if it were not for the list of protocols, even with any demuxer', async () => {
    const path = await write('script.mp4', `ffconcat version 1.0\nfile 'file:${secret}'\n`)
    const anyDemuxer = (guard: string[]) => ['-safe', '0', ...change('-format_whitelist')(guard)]
    expect(await tryOut(path, anyDemuxer)).toMatchObject({ bytes: 0 })
    const anyFile = change('-protocol_whitelist', 'http,tcp,file')
    expect((await tryOut(path, (guard) => anyFile(anyDemuxer(guard)))).bytes).toBeGreaterThan(0)
  })

  test('a file that says that its samples are in another one does not get them', async () => {
    const path = await makeDataReference(join(media, 'reference.mov'), secret)
    const following = (guard: string[]) => ['-enable_drefs', '1', '-use_absolute_path', '1', ...guard]
    const whole = await tryOut(path, (guard) => following(change('-protocol_whitelist', 'http,tcp,file')(guard)))
    expect(whole.stderr).not.toMatch(/error opening alias/)
    expect((await tryOut(path, following)).stderr).toMatch(/error opening alias/)
    // By itself, ffmpeg does not even try.
    expect((await tryOut(path)).stderr).not.toMatch(/error opening alias/)
    await convert(path)
    expect(canary.hits).toEqual([])
  })
})

describe('absurd sound', () => {
  test.each([
    [1, 'unsupported-codec'],
    [3999, 'unsupported-codec'],
    [384_001, 'unsupported-codec'],
    [0x7fff_ffff, 'unsupported-codec'],
    [0, 'corrupt'],
  ])('of %d Hz', async (sampleRate, reason) => {
    const path = await write('rate.wav', silentWav({ sampleRate, channels: 1 }))
    expect(await convert(path)).toMatchObject({ ok: false, reason })
  })

  test.each([
    [9, 'too-many-channels'],
    [64, 'too-many-channels'],
    [0x7fff, 'too-many-channels'],
    [0, 'corrupt'],
  ])('of %d channels', async (channels, reason) => {
    const path = await write('channels.wav', silentWav({ channels, size: 400_000 }))
    expect(await convert(path)).toMatchObject({ ok: false, reason })
  })

  test('in too many tracks', async () => {
    const path = join(media, 'tracks.mkv')
    const maps = Array.from({ length: 40 }, () => ['-map', '0:a']).flat()
    await makeSound(path, { seconds: 0.2, more: ['-c:a', 'pcm_s16le', ...maps] })
    const outcome = await convert(path)
    expect(outcome).toMatchObject({ ok: false, reason: 'unsupported-codec' })
    expect(outcome.message).toMatch(/more than 32 tracks/)
    expect((await tryOut(path)).stderr).toMatch(/exceeds max_streams/)
    expect((await tryOut(path, change('-max_streams', '1000'))).stderr).not.toMatch(/exceeds max_streams/)
  })
})

describe('a bomb', () => {
  test.each([
    ['a compressed index', () => makeCompressedIndex(join(media, 'cmov.mov'), 300_000_000), 'corrupt'],
    ['more samples than there are bytes', () => makeCountless(join(media, 'countless.mov')), 'truncated'],
  ])('of %s', async (_kind, make, reason) => {
    expect(await convert(await make())).toMatchObject({ reason })
  })

  test('of an edit list that repeats ends where the sound may end', async () => {
    const path = await makeRepeating(join(media, 'repeat.mov'), 20_000)
    const limits = { maxSeconds: 30 }
    const { sink, outputs, open } = memorySink()
    const environment = { ...programs(), workDirectory: media, limits }
    const { signal } = new AbortController()
    const source = await fileSource(path)
    const converted = engine({ source, options: { format: 'mp3', bitrate: 32 }, sink, signal, ...environment })
    await expect(converted).rejects.toMatchObject({ reason: 'too-long' })
    expect([outputs.length, open.size]).toEqual([0, 0])
  })
})

describe('a huge cover', () => {
  const withPicture = async (picture: Buffer) => {
    const sound = await readFile(await makeSound(join(media, 'cover.mp3')))
    return write('covered.mp3', Buffer.concat([id3Tag([id3Picture('image/png', picture)]), sound]))
  }

  test.each([
    ['pixels', () => bigPicture(30_000)],
    ['bytes', () => Buffer.concat([bigPicture(1), Buffer.alloc(80_000_000)])],
  ])('of many %s does not stop the sound', async (_kind, make) => {
    expect(await convert(await withPicture(make()))).toMatchObject({ ok: true })
  })

  test('of many bytes is not even kept in memory', async () => {
    const path = await withPicture(Buffer.concat([bigPicture(1), Buffer.alloc(80_000_000)]))
    expect((await tryOut(path)).stderr).not.toMatch(/Video: png/)
    expect((await tryOut(path, change('-max_alloc'))).stderr).toMatch(/Video: png/)
  })
})

describe('a name of a tag that looks like what ffmpeg says', () => {
  const withName = async (lines: string) => {
    const data = Buffer.from(`\x03x\n${lines}\n    y\0value`)
    const sound = await readFile(await makeSound(join(media, 'named.mp3')))
    return write('forged.mp3', Buffer.concat([id3Tag([{ id: 'TXXX', data }]), sound]))
  }

  test.each([
    ['a duration', '  Duration: 00:00:01.00, start: 0.000000, bitrate: 1 kb/s'],
    ['a stream', '  Stream #0:0: Audio: mp3, 48000 Hz, mono, fltp, 1 kb/s'],
    ['the end of the description', "Output #0, forged, to 'x':"],
    ['another file', "Input #0, wav, from 'x':"],
  ])('is not believed: %s', async (_, line) => {
    expect(await convert(await withName(line))).toMatchObject({ ok: false, reason: 'corrupt' })
  })

  test('does not count for what ffmpeg has counted', async () => {
    const forged = 'Output stream #0:0 (audio): 9 frames encoded (9 samples)'
    const path = await withName(`Input stream #0:0 (audio): 9 packets read (9 bytes); 9 frames decoded\n${forged}`)
    const outcome = await convert(path)
    expect(outcome).toMatchObject({ ok: true })
    expect(outcome.duration).toBeCloseTo(2, 1)
  })

  test('may have line breaks, as long as it does not', async () => {
    expect(await convert(await withName('  Duration of it all\n Stream'))).toMatchObject({ ok: true })
  })
})

describe('the limits of the process', () => {
  const ffmpeg = programAt()
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=d=100000']
  const signal = new AbortController().signal

  test('its time', async () => {
    const endless = runFfmpeg({ ffmpeg, args: [...noise, '-f', 'null', '-'], signal, cpuSeconds: 1 })
    await expect(endless).rejects.toMatchObject({ reason: 'timeout', detail: expect.stringMatching(/received signal/) })
  })

  test('its memory', async () => {
    const greedy = ['-f', 'lavfi', '-i', 'anullsrc=d=1000000,areverse', '-f', 'null', '-']
    const { exitCode } = await runFfmpeg({ ffmpeg, args: greedy, signal })
    expect(exitCode).not.toBe(0)
  })

  test('an ffmpeg that is not there is our fault', async () => {
    const missing = runFfmpeg({ ffmpeg: programAt(join(media, 'no-ffmpeg')), args: [], signal })
    await expect(missing).rejects.toMatchObject({ reason: 'system', detail: expect.stringMatching(/does not start/) })
  })
})
