import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSilentVideo, makeSound, makeVideo } from './media'
import { changeBoxes, mp4Box, parseBoxes, serializeBoxes, uint32 } from './mp4-boxes'
import type { Trial } from './outcomes'

/** Whole files: by name, how each is made. Four seconds, so that a tenth holds some sound. */
const sources: Readonly<Record<string, (path: string) => Promise<string>>> = {
  'first.mp4': (path) => makeVideo(path, { seconds: 4, more: ['-movflags', '+faststart'] }),
  'last.mp4': (path) => makeVideo(path, { seconds: 4 }),
  'fragmented.mp4': (path) =>
    makeVideo(path, { seconds: 4, more: ['-movflags', '+frag_keyframe+empty_moov', '-frag_duration', '500000'] }),
  'pcm.mov': (path) => makeVideo(path, { seconds: 4, more: ['-c:a', 'pcm_s16le'] }),
  'phone.3gp': (path) => makeSound(path, { seconds: 4, more: ['-c:a', 'aac'] }),
  'video.mkv': (path) => makeVideo(path, { seconds: 4, more: ['-c:a', 'aac'] }),
  'video.webm': (path) => makeSound(path, { seconds: 4, more: ['-c:a', 'libopus'] }),
  'video.avi': (path) => makeVideo(path, { seconds: 4 }),
  'video.ts': (path) => makeVideo(path, { seconds: 4, more: ['-c:a', 'aac'] }),
  'video.flv': (path) => makeVideo(path, { seconds: 4, more: ['-c:v', 'flv', '-c:a', 'aac'] }),
  'video.wmv': (path) => makeVideo(path, { seconds: 4 }),
  'sound.ogg': (path) => makeSound(path, { seconds: 4, more: ['-c:a', 'libopus'] }),
  'sound.wav': (path) => makeSound(path, { seconds: 4 }),
  'sound.flac': (path) => makeSound(path, { seconds: 4 }),
  'sound.mp3': (path) => makeSound(path, { seconds: 4 }),
  'sound.aac': (path) => makeSound(path, { seconds: 4 }),
}

/** Bytes of the packets of a file that says nowhere how many it has: cut between two of them, it is whole. */
const packets: Readonly<Record<string, number>> = { 'video.ts': 188 }

export const sourceNames = Object.keys(sources)

/** Numbers that look like chance and are the same every time (a linear congruential generator, Numerical Recipes). */
function numbers(seed: number) {
  let state = seed >>> 0
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** So many bytes changed, behind the first `from`. */
function flipped(bytes: Buffer, count: number, from: number, seed: number): Buffer {
  const next = numbers(seed)
  const copy = Buffer.from(bytes)
  for (let flip = 0; flip < count; flip++) {
    const at = from + next(copy.length - from)
    copy[at] = (copy[at] ?? 0) ^ (1 + next(255))
  }
  return copy
}

function zeroed(bytes: Buffer, count: number): Buffer {
  return Buffer.concat([Buffer.alloc(count), bytes.subarray(count)])
}

type Change = readonly [damage: string, bytes: (whole: Buffer) => Buffer, expected: readonly string[]]

const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const

/** What may happen to any file. */
const changes: readonly Change[] = [
  ...tenths.map(
    (tenth): Change => [
      `cut at ${tenth}/10`,
      (whole) => whole.subarray(0, Math.floor((whole.length * tenth) / 10)),
      ['truncated'],
    ],
  ),
  ...[1, 2, 3].map(
    (seed): Change => [
      `3 bytes changed (${seed})`,
      (whole) => flipped(whole, 3, 2000, seed),
      ['ok', 'corrupt', 'truncated'],
    ],
  ),
  ...[4, 5].map(
    (seed): Change => [
      `one byte in 50 changed (${seed})`,
      (whole) => flipped(whole, whole.length / 50, 2000, seed),
      ['ok', 'corrupt', 'truncated', 'not-media', 'unsupported-codec', 'no-audio', 'too-long', 'too-many-channels'],
    ],
  ),
  ['64 bytes zeroed', (whole) => zeroed(whole, 64), ['ok', 'corrupt', 'not-media', 'truncated']],
  ['1000 bytes zeroed', (whole) => zeroed(whole, 1000), ['ok', 'corrupt', 'not-media', 'truncated', 'no-audio']],
  ['bytes behind its end', (whole) => Buffer.concat([whole, Buffer.alloc(5000, 'x')]), ['ok']],
]

/** All damage to one kind of file. */
export async function damagesOf(source: string, directory: string): Promise<Trial[]> {
  const make = sources[source]
  if (!make) throw new Error(`there is no ${source}`)
  const whole = await readFile(await make(join(directory, source)))
  const files: Trial[] = []
  for (const [damage, change, expected] of changes) {
    const path = join(directory, `${damage.replaceAll(/\W+/g, '-')}.${source}`)
    const damaged = change(whole)
    await writeFile(path, damaged)
    const isBetween = damaged.length < whole.length && damaged.length % (packets[source] ?? Number.NaN) === 0
    files.push({ source, damage, path, expected: isBetween ? ['ok'] : expected })
  }
  return files
}

/** Files that are broken in one way of their own. */
export async function singles(directory: string): Promise<Trial[]> {
  const at = (name: string) => join(directory, name)
  const rewritten = async (
    name: string,
    change: (boxes: ReturnType<typeof parseBoxes>) => ReturnType<typeof parseBoxes>,
  ) => {
    const whole = await readFile(await makeVideo(at('whole.mp4'), { seconds: 2 }))
    await writeFile(at(name), serializeBoxes(change(parseBoxes(whole))))
    return at(name)
  }
  /** The duration in `mvhd`, `tkhd` and `mdhd` of version 0 (ISO 14496-12, 8.2.2, 8.3.2 and 8.4.2), times a factor. */
  const timed = (factor: number) => (boxes: ReturnType<typeof parseBoxes>) => {
    const scale = (position: number) => (box: ReturnType<typeof parseBoxes>[number]) => {
      const data = Buffer.from(box.data)
      data.writeUInt32BE(Math.min(Math.round(data.readUInt32BE(position) * factor), 0xffff_ffff), position)
      return { ...box, data }
    }
    const movie = changeBoxes(boxes, 'mvhd', scale(16))
    return changeBoxes(changeBoxes(movie, 'tkhd', scale(20)), 'mdhd', scale(16))
  }
  const emptied = (boxes: ReturnType<typeof parseBoxes>) => {
    const times = changeBoxes(boxes, 'stts', () => mp4Box('stts', uint32(0, 0)))
    const sizes = changeBoxes(times, 'stsz', () => mp4Box('stsz', uint32(0, 0, 0)))
    const chunks = changeBoxes(sizes, 'stsc', () => mp4Box('stsc', uint32(0, 0)))
    return changeBoxes(chunks, 'stco', () => mp4Box('stco', uint32(0, 0)))
  }
  const short = ['-t', '4', '-filter_complex', '[1:a]atrim=duration=1[a]', '-map', '0:v', '-map', '[a]']
  const none = ['-t', '4', '-filter_complex', '[1:a]atrim=duration=0.0001[a]', '-map', '0:v', '-map', '[a]']
  const one = (source: string, damage: string, path: string, ...expected: string[]): Trial => ({
    source,
    damage,
    path,
    expected,
  })
  return [
    one('mp4', 'says twice its duration', await rewritten('twice.mp4', timed(2)), 'ok', 'truncated'),
    one('mp4', 'says half its duration', await rewritten('half.mp4', timed(0.5)), 'ok'),
    one('mp4', 'says 100 hours', await rewritten('hours.mp4', timed(180_000)), 'too-long', 'ok'),
    one('mp4', 'says no duration', await rewritten('zero.mp4', timed(0)), 'ok'),
    one('mp4', 'empty tracks', await rewritten('empty-tracks.mp4', emptied), 'no-audio'),
    one(
      'mp4',
      'no track',
      await rewritten('trackless.mp4', (b) => changeBoxes(b, 'trak', () => undefined)),
      'no-audio',
    ),
    one('mp4', 'no index', await rewritten('no-index.mp4', (b) => changeBoxes(b, 'moov', () => undefined)), 'corrupt'),
    one(
      'mp4',
      'no media',
      await rewritten('no-media.mp4', (b) => changeBoxes(b, 'mdat', () => undefined)),
      'truncated',
      'corrupt',
    ),
    one('mkv', 'sound shorter than pictures', await makeVideo(at('short.mkv'), { seconds: 4, more: short }), 'ok'),
    one('mp4', 'sound shorter than pictures', await makeVideo(at('short.mp4'), { seconds: 4, more: short }), 'ok'),
    one('mp4', 'sound of no length', await makeVideo(at('none.mp4'), { seconds: 4, more: none }), 'no-audio', 'ok'),
    one('mp4', 'no sound', await makeSilentVideo(at('silent.mp4')), 'no-audio'),
    one('avi', 'no sound', await makeSilentVideo(at('silent.avi')), 'no-audio'),
    one('wav', 'no sample', await wavWithout(at('nothing.wav')), 'no-audio'),
  ]
}

async function wavWithout(path: string): Promise<string> {
  const whole = await readFile(await makeSound(path))
  const header = Buffer.from(whole.subarray(0, whole.indexOf('data') + 8))
  header.writeUInt32LE(header.length - 8, 4)
  header.writeUInt32LE(0, header.length - 4)
  await writeFile(path, header)
  return path
}
