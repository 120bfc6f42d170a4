import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Program } from '../../lambdas/conversion/engine/ffmpeg/invocation'
import { findEncoder } from '../../local/engine/find-encoder'
import { findFfmpeg } from '../../local/engine/find-ffmpeg'
import { findLauncher } from '../../local/engine/find-launcher'

const run = promisify(execFile)

/** The ffmpeg of this machine, found as the engine's command finds it. */
export function ffmpegPath(): string {
  return findFfmpeg(process.cwd())
}

/** What the engine works with. */
export function programs() {
  return { ffmpeg: ffmpegPath(), encoder: findEncoder(process.cwd()), launcher: launcherPath() }
}

export function launcherPath(): string | undefined {
  return findLauncher(process.cwd())
}

/** A program as the engine starts it; the ffmpeg of this machine if none is named. */
export function programAt(path = ffmpegPath()): Program {
  return { path, launcher: launcherPath() }
}

function ffmpeg(args: readonly string[], encoding: 'utf8' | 'buffer' = 'utf8') {
  return run(ffmpegPath(), ['-nostdin', '-v', 'error', '-y', ...args], { encoding, maxBuffer: 256 * 1024 * 1024 })
}

const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10']

export interface SoundOptions {
  readonly seconds?: number
  readonly sampleRate?: number
  /** ffmpeg's name of a channel layout. */
  readonly layout?: string
  readonly tags?: Readonly<Record<string, string>>
  /** More inputs: the picture is the first, the sound the second. */
  readonly inputs?: readonly string[]
  /** More output options, such as the codec. */
  readonly more?: readonly string[]
}

function sound({ seconds = 2, sampleRate = 48000, layout = 'stereo' }: SoundOptions): string[] {
  return [
    '-f',
    'lavfi',
    '-i',
    `aevalsrc=0.2*sin(440*2*PI*t)+0.2*sin(1000*t*t):sample_rate=${sampleRate}:duration=${seconds},aformat=channel_layouts=${layout}`,
  ]
}

function output({ seconds = 2, tags = {}, more = [] }: SoundOptions, path: string): string[] {
  return [
    ...Object.entries(tags).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]),
    '-t',
    String(seconds),
    ...more,
    path,
  ]
}

/** A video with sound; the container goes by the name's ending. */
export async function makeVideo(path: string, options: SoundOptions = {}): Promise<string> {
  await ffmpeg([...picture, ...sound(options), ...(options.inputs ?? []), '-c:v', 'mpeg4', ...output(options, path)])
  return path
}

/** A video whose sound is missing. */
export async function makeSilentVideo(path: string): Promise<string> {
  await ffmpeg([...picture, '-c:v', 'mpeg4', ...output({}, path)])
  return path
}

/** Sound alone; container and codec go by the name's ending. */
export async function makeSound(path: string, options: SoundOptions = {}): Promise<string> {
  await ffmpeg([...sound(options), ...output(options, path)])
  return path
}

/** A video with a sound in each language: the first mono, the next stereo. */
export async function makeTracks(path: string, languages: readonly string[]): Promise<string> {
  const sounds = languages.flatMap((_, index) => sound({ layout: index === 0 ? 'mono' : 'stereo' }))
  const maps = languages.flatMap((language, index) => [
    ...['-map', `${index + 1}:a`],
    ...[`-metadata:s:a:${index}`, `language=${language}`],
  ])
  await ffmpeg([...picture, ...sounds, '-map', '0:v', ...maps, '-c:v', 'mpeg4', ...output({}, path)])
  return path
}

/** A video of eight seconds that speaks English in 440 Hz and, more quietly, German in 880 Hz. */
export async function makeBilingual(path: string): Promise<string> {
  const tone = (frequency: number, level: number) => [
    ...['-f', 'lavfi', '-i', `aevalsrc=${level}*sin(${frequency}*2*PI*t):s=44100:d=8,aformat=channel_layouts=stereo`],
  ]
  await ffmpeg([
    ...[...picture, ...tone(440, 0.4), ...tone(880, 0.05), '-map', '0:v', '-map', '1:a', '-map', '2:a'],
    ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=deu', '-c:v', 'mpeg4'],
    ...output({ seconds: 8, tags: { title: 'Holiday', genre: 'Travel' } }, path),
  ])
  return path
}

/** ffmpeg's list of chapters, in milliseconds, and a title for the whole. */
function chapterList(chapters: readonly (readonly [start: number, end: number, title: string])[]): string {
  return [
    ';FFMETADATA1\ntitle=Album\n',
    ...chapters.map(
      ([start, end, title]) => `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${start}\nEND=${end}\ntitle=${title}\n`,
    ),
  ].join('')
}

/** A video of four seconds with two chapters and, where the container can, a cover picture of 1600 by 1200. */
export async function makeAlbum(path: string, cover = true): Promise<string> {
  const metadata = `${path}.txt`
  await writeFile(
    metadata,
    chapterList([
      [0, 1500, 'Öne'],
      [1500, 4000, 'Two'],
    ]),
  )
  const image = ['-f', 'lavfi', '-i', 'testsrc2=size=1600x1200:rate=1:duration=1']
  const attached = ['-map', '3:v', '-c:v:1', 'mjpeg', '-disposition:v:1', 'attached_pic']
  await ffmpeg([
    ...[...picture, ...sound({ seconds: 4 }), '-i', metadata, ...(cover ? image : [])],
    ...['-map_metadata', '2', '-map', '0:v', '-map', '1:a', '-c:v', 'mpeg4', ...(cover ? attached : [])],
    ...output({ seconds: 4 }, path),
  ])
  await rm(metadata)
  return path
}

/** Puts chapters on a file, and leaves all else as it is. @param chapters in milliseconds */
export async function withChapters(
  path: string,
  to: string,
  chapters: Parameters<typeof chapterList>[0],
): Promise<string> {
  const metadata = `${to}.txt`
  await writeFile(metadata, chapterList(chapters))
  await ffmpeg(['-i', path, '-i', metadata, '-map', '0', '-map_metadata', '1', '-map_chapters', '1', '-c', 'copy', to])
  await rm(metadata)
  return to
}

/** What ffmpeg says about a file, and the chapters and tags that it finds there. */
export async function described(path: string): Promise<string> {
  const { stderr, stdout } = await run(ffmpegPath(), ['-nostdin', '-i', path, '-f', 'ffmetadata', '-'])
  return `${stderr}\n${stdout}`
}

/** An MP4 under common encryption, as a shop would sell it. */
export async function makeProtectedVideo(path: string): Promise<string> {
  const key = [
    '-encryption_key',
    '76a6c65c5ea762046bd749a2e632ccbb',
    '-encryption_kid',
    'a7e61c373e219033c21091fa607bf3b8',
  ]
  return makeVideo(path, { more: ['-encryption_scheme', 'cenc-aes-ctr', ...key] })
}

/** The first part of a file. @param share 0 to 1 */
export async function cut(path: string, share: number, to: string): Promise<string> {
  const bytes = await readFile(path)
  await writeFile(to, bytes.subarray(0, Math.floor(bytes.length * share)))
  return to
}

/** What ffmpeg decodes: 32-bit floats of all channels in turn, encoder delay and padding left out where the file tells them. */
export async function decodedSound(path: string, more: readonly string[] = []): Promise<Float32Array> {
  const { stdout } = await ffmpeg(['-i', path, '-map', '0:a:0', ...more, '-f', 'f32le', '-'], 'buffer')
  const bytes = Buffer.from(stdout)
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}

/** LUFS and dBTP of a file, as ffmpeg's meter tells them. */
export async function measuredLoudness(
  path: string,
): Promise<{ readonly integrated: number; readonly truePeak: number }> {
  const args = ['-nostdin', '-i', path, '-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-']
  const { stderr } = await run(ffmpegPath(), args)
  return {
    integrated: Number(/^ {4}I: +(\S+) LUFS/m.exec(stderr)?.[1]),
    truePeak: Number(/^ {4}Peak: +(\S+) dBFS/m.exec(stderr)?.[1]),
  }
}

/** Sound by ffmpeg's expression of it in the time `t`. */
export async function makeExpression(path: string, expression: string, seconds: number): Promise<string> {
  await ffmpeg(['-f', 'lavfi', '-i', `aevalsrc='${expression}':s=44100:d=${seconds}`, path])
  return path
}

/** Samples per channel of what ffmpeg decodes, encoder delay and padding left out where the file tells them. */
export async function decodedSamples(path: string, channels: number): Promise<number> {
  const { stdout } = await ffmpeg(['-i', path, '-map', '0:a:0', '-f', 's16le', '-ac', String(channels), '-'], 'buffer')
  return stdout.length / 2 / channels
}

/** Runs `test` with a new directory, which is gone afterwards. */
export async function withDirectory<T>(test: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'audiolift-test-'))
  try {
    return await test(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
