import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type ConvertOptions, defaultLimits, fileSource, type Source } from '../../../../../lambdas/conversion/engine'
import { probe } from '../../../../../lambdas/conversion/engine/ffmpeg/probe'
import { flatInput } from '../../../../../lambdas/conversion/engine/sound/flat-input'
import { usableSource } from '../../../../../lambdas/conversion/engine/sound/usable-source'
import { serveRanges } from '../../../../../lambdas/conversion/engine/source/range-server'
import { readAhead } from '../../../../../lambdas/conversion/engine/source/read-ahead'
import { readStructure } from '../../../../../lambdas/conversion/engine/source/structure'
import { run } from '../../../../../local/processes'
import { decodedSound, ffmpegPath, makeSound, makeVideo, programAt } from '../../../../support/media'
import { makeMusic } from '../../../../support/sound'

jest.setTimeout(60_000)

let folder: string
let isOld: boolean
beforeAll(async () => {
  const { stdout } = await run(ffmpegPath(), ['-version'])
  isOld = Number(/^ffmpeg version n?(\d+)/.exec(stdout)?.[1]) < 6
  folder = await mkdtemp(join(tmpdir(), 'audiolift-flat-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const { signal } = new AbortController()
const whole = { start: 0, end: undefined }

interface Ask {
  readonly options?: Partial<ConvertOptions>
  readonly window?: { readonly start: number; readonly end: number | undefined }
  readonly least?: number
  /** What the sound is read from, if not from the file. */
  readonly through?: (file: Source) => Source
  /** Before it is decoded. */
  readonly onFound?: () => void
}

/** What ffmpeg decodes of the flat input of a file; `undefined` where it has none. */
async function flatSound(
  path: string,
  { options = {}, window = whole, least = 1, through = (file) => file, onFound }: Ask = {},
) {
  const file = await fileSource(path)
  const server = await serveRanges(file)
  try {
    const structure = await readStructure(file, signal)
    const probed = await probe(programAt(), server.url, signal)
    const facts = { size: file.size, structure, probe: probed.probe, stderr: probed.stderr }
    const { stream } = usableSource(facts, { format: 'mp3', ...options }, defaultLimits)
    const ahead = readAhead(through(file))
    const input = await flatInput({ source: ahead, facts, stream, treatment: { window }, server, signal }, least)
    if (!input) return undefined
    onFound?.()
    const { start, end } = input.samples
    return await decodedSound(input.url, ['-af', `atrim=start_sample=${start}:end_sample=${end}`])
  } finally {
    await server.close()
  }
}

function isEqual(one: Float32Array | undefined, other: Float32Array): boolean {
  return (
    one?.length === other.length &&
    Buffer.from(one.buffer, one.byteOffset, one.byteLength).equals(
      Buffer.from(other.buffer, other.byteOffset, other.byteLength),
    )
  )
}

/** Whether it is what ffmpeg decodes of the file itself; releases before 6 leave the encoder's padding at its end. */
async function isSoundOf(flat: Float32Array | undefined, path: string): Promise<boolean> {
  const whole = await decodedSound(path)
  const more = whole.length - (flat?.length ?? 0)
  return isEqual(flat, whole.subarray(0, whole.length - more)) && more < (isOld ? 8 * 1024 : 1)
}

function made(name: string) {
  return join(folder, name)
}

describe('a sound of AAC in an MP4 is decoded to the same samples', () => {
  test.each([
    ['48 kHz stereo, the last packet not full', () => makeSound(made('a.m4a'), { seconds: 12.3457 })],
    ['44.1 kHz mono', () => makeSound(made('b.m4a'), { seconds: 5, sampleRate: 44_100, layout: 'mono' })],
    ['8 kHz, of which a cluster has half a minute', () => makeSound(made('c.m4a'), { seconds: 70, sampleRate: 8000 })],
    ['5.1', () => makeSound(made('d.m4a'), { seconds: 3, layout: '5.1' })],
    ['of many bits', () => makeMusic(made('i.m4a'), { seconds: 10, more: ['-b:a', '500k'] })],
    ['between pictures', () => makeVideo(made('f.mp4'), { seconds: 20 })],
    ['whose index comes first', () => makeVideo(made('g.mp4'), { seconds: 4, more: ['-movflags', '+faststart'] })],
    ['without an edit', () => makeSound(made('h.m4a'), { seconds: 4, more: ['-use_editlist', '0'] })],
  ])('%s', async (_name, make) => {
    const path = await make()
    const flat = await flatSound(path)
    expect(flat?.length).toBeGreaterThan(0)
    expect(await isSoundOf(flat, path)).toBe(true)
  })

  test('the track that is wanted', async () => {
    const sounds = ['-map', '0:v', '-map', '1:a', '-map', '1:a', '-ar:a:0', '44100', '-ar:a:1', '32000']
    const path = await makeVideo(made('tracks.mp4'), { more: sounds })
    for (const track of [1, 2]) {
      const alone = made(`track-${track}.m4a`)
      await run(ffmpegPath(), ['-v', 'error', '-y', '-i', path, '-map', `0:a:${track - 1}`, '-c', 'copy', alone])
      expect(await isSoundOf(await flatSound(path, { options: { track } }), alone)).toBe(true)
    }
  })

  test('of a part that was cut out without decoding', async () => {
    const path = made('part.m4a')
    const source = await makeSound(made('long.m4a'), { seconds: 10 })
    await run(ffmpegPath(), ['-v', 'error', '-y', '-ss', '1.003', '-i', source, '-t', '5', '-c', 'copy', path])
    const flat = await flatSound(path)
    if (flat) expect(await isSoundOf(flat, path)).toBe(true)
  })

  test('though reading breaks off on the way', async () => {
    const more = ['-b:a', '500k', '-movflags', '+faststart']
    const path = await makeMusic(made('broken.m4a'), { seconds: 20, more })
    let [isBreaking, pieces, breaks] = [false, 0, 0]
    const inPieces = async function* (stream: AsyncIterable<Buffer>) {
      for await (const piece of stream)
        for (let at = 0; at < piece.length; at += 10_000) {
          pieces += 1
          if (isBreaking && pieces % 11 === 0) {
            breaks += 1
            throw new Error('reset')
          }
          yield piece.subarray(at, at + 10_000)
        }
    }
    const through = (file: Source): Source => ({
      size: file.size,
      read: async (start, end, reading) => Readable.from(inPieces(await file.read(start, end, reading))),
    })
    const onFound = () => {
      isBreaking = true
    }
    expect(await isSoundOf(await flatSound(path, { through, onFound }), path)).toBe(true)
    expect(breaks).toBeGreaterThan(2)
  })
})

describe('is left to ffmpeg as it is', () => {
  test.each([
    ['FLAC', () => makeSound(made('a.flac'))],
    ['AAC in Matroska', () => makeSound(made('a.mka'), { more: ['-c:a', 'aac'] })],
    ['other sound in MP4', () => makeSound(made('alac.m4a'), { more: ['-c:a', 'alac'] })],
    ['MP3 in MP4', () => makeSound(made('mp3.mp4'), { more: ['-c:a', 'libmp3lame'] })],
    ['what QuickTime describes longer', () => makeVideo(made('a.mov'), { more: ['-c:a', 'aac'] })],
    [
      'an MP4 in fragments',
      () => makeVideo(made('fragments.mp4'), { more: ['-movflags', 'frag_keyframe+empty_moov'] }),
    ],
  ])('%s', async (_name, make) => {
    expect(await flatSound(await make())).toBeUndefined()
  })

  test('what is short, or wanted in part', async () => {
    const path = await makeSound(made('short.m4a'), { seconds: 3 })
    expect(await flatSound(path)).toBeDefined()
    expect(await flatSound(path, { least: 1000 })).toBeUndefined()
    expect(await flatSound(path, { window: { start: 1, end: undefined } })).toBeUndefined()
    expect(await flatSound(path, { window: { start: 0, end: 2 } })).toBeUndefined()
  })

  // Offsets behind a box's type.
  test.each<[string, (bytes: Buffer, at: (type: string) => number) => void]>([
    ['a packet without bytes', (bytes, at) => bytes.writeUInt32BE(0, at('stsz') + 12 + 4 * 10)],
    ['a packet of megabytes', (bytes, at) => bytes.writeUInt32BE(5_000_000, at('stsz') + 12 + 4 * 10)],
    ['more packets than sizes', (bytes, at) => bytes.writeUInt32BE(2 ** 21, at('stsz') + 8)],
    ['fewer packets in chunks', (bytes, at) => bytes.writeUInt32BE(1, at('stsc') + 12)],
    ['chunks of another description', (bytes, at) => bytes.writeUInt32BE(2, at('stsc') + 16)],
    ['chunks behind the end of the file', (bytes, at) => bytes.writeUInt32BE(2 ** 31, at('stco') + 8)],
    ['times of fewer packets', (bytes, at) => bytes.writeUInt32BE(3, at('stts') + 8)],
    ['packets that are too short', (bytes, at) => bytes.writeUInt32BE(1000, at('stts') + 12)],
    ['a time that is not told in samples', (bytes, at) => bytes.writeUInt32BE(90_000, at('mdhd') + 12)],
    ['an edit that leaves the end out', (bytes, at) => bytes.writeUInt32BE(1, at('elst') + 8)],
    ['an edit at double speed', (bytes, at) => bytes.writeUInt32BE(0x20000, at('elst') + 16)],
    ['an edit that is a pause', (bytes, at) => bytes.writeInt32BE(-1, at('elst') + 12)],
    ['two edits', (bytes, at) => bytes.writeUInt32BE(2, at('elst') + 4)],
    [
      'another version of AAC',
      (bytes, at) => bytes.writeUInt16BE(0x2990, bytes.indexOf('0580808005', at('esds'), 'hex') + 5),
    ],
  ])('%s', async (_name, spoil) => {
    const bytes = await readFile(await makeSound(made('plain.m4a'), { seconds: 3 }))
    const moov = bytes.indexOf('moov')
    spoil(bytes, (type) => bytes.indexOf(type, moov) + 4)
    const path = made('spoilt.m4a')
    await writeFile(path, bytes)
    const source = await fileSource(path)
    const structure = await readStructure(source, signal)
    const stream = { index: 0, codec: 'aac', sampleRate: 48_000, channels: 2 }
    const probed = { container: 'mov', audio: [stream] } as never
    const facts = { size: source.size, structure, probe: probed, stderr: '' }
    expect(
      await flatInput(
        {
          source: readAhead(source),
          facts,
          stream,
          treatment: { window: whole },
          server: { also: () => 'url' },
          signal,
        },
        1,
      ),
    ).toBeUndefined()
  })
})
