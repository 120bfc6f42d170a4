import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convert, fileSource, type Source } from '../../../../../lambdas/conversion/engine'
import { isTimeExact } from '../../../../../lambdas/conversion/engine/sound/exact-time'
import { soundTimescales } from '../../../../../lambdas/conversion/engine/source/mp4-time'
import { readStructure } from '../../../../../lambdas/conversion/engine/source/structure'
import { makeSound, makeVideo, programs, withDirectory } from '../../../../support/media'
import { memorySink } from '../../../../support/memory-sink'

jest.setTimeout(60_000)

const { signal } = new AbortController()

async function timescalesOf(path: string) {
  const source = await fileSource(path)
  return soundTimescales(await readStructure(source, signal), source, signal)
}

/** Whether the sound of an MP4 with one track of it, at 44.1 kHz, is exact. */
async function isExact(path: string, audio: object[] = [{}], container = 'mov') {
  const source = await fileSource(path)
  const structure = await readStructure(source, signal)
  const stream = { index: 0, sampleRate: 44100 }
  const probe = { container, audio: audio as [] }
  return isTimeExact({ probe, stream, facts: { structure }, source, signal })
}

/** Writes another number over the timescale of the only sound. */
async function withTimescale(path: string, timescale: number): Promise<string> {
  const bytes = await readFile(path)
  const at = bytes.indexOf('mdhd', bytes.indexOf('moov')) + 16
  expect(bytes.readUInt32BE(at)).toBe(44100)
  bytes.writeUInt32BE(timescale, at)
  const other = `${path}-${timescale}.m4a`
  await writeFile(other, bytes)
  return other
}

test('an MP4 tells the unit of each of its sounds, in their order', () =>
  withDirectory(async (directory) => {
    const rate = (stream: number, hz: number) => [`-ar:a:${stream}`, String(hz)]
    const more = ['-map', '0:v', '-map', '1:a', '-map', '1:a', ...rate(0, 44100), ...rate(1, 32000)]
    expect(await timescalesOf(await makeVideo(join(directory, 'in.mp4'), { more }))).toEqual([44100, 32000])
    const first = [...more, '-movflags', '+faststart']
    expect(await timescalesOf(await makeVideo(join(directory, 'in.mov'), { more: first }))).toEqual([44100, 32000])
    expect(await timescalesOf(await makeSound(join(directory, 'in.flac')))).toEqual([])
  }))

test('it is exact where it is a sample, or a pair of them, and known to be this track’s', () =>
  withDirectory(async (directory) => {
    const path = await makeSound(join(directory, 'in.m4a'), { sampleRate: 44100 })
    expect(await isExact(path)).toBe(true)
    expect(await isExact(await withTimescale(path, 22050))).toBe(true)
    expect(await isExact(await withTimescale(path, 90000))).toBe(false)
    expect(await isExact(await withTimescale(path, 1000))).toBe(false)
    expect(await isExact(path, [{}, {}])).toBe(false)
    const more = ['-movflags', 'frag_keyframe+empty_moov']
    expect(await isExact(await makeVideo(join(directory, 'in.mp4'), { sampleRate: 44100, more }))).toBe(false)
  }))

test('others are exact where their frames are counted', () =>
  withDirectory(async (directory) => {
    const path = await makeSound(join(directory, 'in.m4a'), { sampleRate: 44100 })
    const containers = ['flac', 'mp3', 'matroska', 'ogg']
    expect(await Promise.all(containers.map((container) => isExact(path, [{}], container)))).toEqual([
      ...[true, true],
      ...[false, false],
    ])
  }))

test('an index that makes no sense is none', () =>
  withDirectory(async (directory) => {
    const path = await makeSound(join(directory, 'in.m4a'), { sampleRate: 44100 })
    const bytes = await readFile(path)
    for (const box of ['trak', 'mdia', 'mdhd', 'hdlr'])
      for (const size of [0, 1, 7, 9, 0xffffffff]) {
        const damaged = Buffer.from(bytes)
        damaged.writeUInt32BE(size, damaged.indexOf(box, damaged.indexOf('moov')) - 4)
        const other = join(directory, `${box}-${size}.m4a`)
        await writeFile(other, damaged)
        expect(await isExact(other)).toBe(false)
      }
  }))

test('of a part that begins late, what lies before it is not read', () =>
  withDirectory(async (directory) => {
    const more = ['-c:a', 'pcm_s24le', '-movflags', '+faststart']
    const path = await makeSound(join(directory, 'in.mov'), { seconds: 120, more })
    const source = await fileSource(path)
    let bytes = 0
    const counted: Source = {
      size: source.size,
      read: async (start, end, reading) =>
        (await source.read(start, end, reading)).on('data', (piece: Buffer) => {
          bytes += piece.length
        }),
    }
    const env = { ...programs(), workDirectory: directory }
    const options = { format: 'mp3', start: 115 } as const
    const { duration } = await convert({ source: counted, options, sink: memorySink().sink, signal, ...env })
    expect(duration).toBe(5)
    expect(bytes).toBeLessThan(source.size / 2)
  }))
