import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConversionOptions } from '../../../../client/api/types'
import { preparePath } from '../../../../client/smart/in-node'
import type { Prepared, PrepareOptions } from '../../../../client/smart/prepared'
import { bytesOf } from '../../../../client/upload/source'
import { cut, makeVideo, type SoundOptions } from '../../../support/media'

/** A picture that is not small, as in real life, so that leaving it out is worth it. */
const film = ['-s', '320x240', '-q:v', '2', '-c:a', 'aac']

/** Milliseconds. Each test makes a video or two, on a machine that may be slow; this only ends what hangs. */
jest.setTimeout(60_000)

let folder: string
export function path(name: string) {
  return join(folder, name)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audiolift-smart-'))
})
afterAll(() => rm(folder, { recursive: true }))

export const opened: Prepared[] = []
afterEach(async () => {
  for (const prepared of opened.splice(0)) await prepared.discard()
})

export async function prepare(
  video: string,
  options: ConversionOptions = {},
  preparing: PrepareOptions = {},
): Promise<Prepared> {
  const prepared = await preparePath(video, options, preparing)
  opened.push(prepared)
  return prepared
}

/** What would be uploaded, as a file. */
export async function sent({ source }: Prepared): Promise<string> {
  return file('sent', await bytesOf(source, 0, source.size))
}

export async function file(name: string, content: Uint8Array): Promise<string> {
  await writeFile(path(name), content)
  return path(name)
}

export function video(name: string, { more = [], ...rest }: SoundOptions = {}) {
  return makeVideo(path(name), { ...rest, more: [...film, ...more] })
}

export const fast = { more: ['-movflags', '+faststart'] }
export function webm(codec: string): SoundOptions {
  return { more: ['-c:v', 'libvpx', '-c:a', codec] }
}

/** Sound that is nearly all of the file. */
export const loud = ['-c:a', 'aac', '-b:a', '320k', '-s', '16x16', '-r', '1']

export const chapterFile = `;FFMETADATA1
title=Grüße
artist=Ada
album=The Album
[CHAPTER]
TIMEBASE=1/1000
START=0
END=1500
title=Begin
[CHAPTER]
TIMEBASE=1/1000
START=1500
END=4000
title=Ende — “zu”
`

export async function shortened(name: string, share: number, options: SoundOptions = {}): Promise<string> {
  return cut(await video(`whole-${name}`, options), share, path(name))
}

export async function twoLanguages(name: string): Promise<string> {
  const languages = ['-metadata:s:a:0', 'language=ger', '-metadata:s:a:1', 'language=eng']
  return video(name, {
    inputs: ['-f', 'lavfi', '-i', 'sine=frequency=330:sample_rate=48000:duration=2'],
    more: [...['0:v', '1:a', '2:a'].flatMap((one) => ['-map', one]), '-c:a', 'aac', ...languages],
  })
}

/** As a download leaves it that reserved its room first: the second half is zeros. */
export async function hollow(name: string): Promise<string> {
  const content = await readFile(await video(`whole-${name}.mp4`, fast))
  return file(`${name}.mp4`, content.fill(0, Math.floor(content.length / 2)))
}

/** An MP4 with a changed edit list, as written by cameras that cut without rewriting the film. */
export async function edited(
  name: string,
  change: (edit: { readonly duration: number }) => {
    readonly duration?: number
    readonly from?: number
    readonly rate?: number
  },
): Promise<string> {
  const content = await readFile(await video(`whole-${name}.mp4`))
  // The second list is the audio's; its type is followed by version, count, then duration, start and speed.
  const list = content.lastIndexOf('elst') + 12
  const edit = change({ duration: content.readUInt32BE(list) })
  if (edit.duration !== undefined) content.writeUInt32BE(Math.floor(edit.duration), list)
  if (edit.from !== undefined) content.writeInt32BE(edit.from, list + 4)
  if (edit.rate !== undefined) content.writeInt32BE(edit.rate, list + 8)
  return file(`${name}.mp4`, content)
}

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
