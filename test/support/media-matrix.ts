import { execFile } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Containers by the ending of a file's name, with the ways in which their index may lie. */
const containers: Readonly<Record<string, { readonly muxer: string; readonly indexes: readonly Index[] }>> = {
  mp4: { muxer: 'mp4', indexes: ['first', 'last', 'fragmented'] },
  mov: { muxer: 'mov', indexes: ['first', 'last', 'fragmented'] },
  '3gp': { muxer: '3gp', indexes: ['last'] },
  mkv: { muxer: 'matroska', indexes: ['last'] },
  webm: { muxer: 'webm', indexes: ['last'] },
  avi: { muxer: 'avi', indexes: ['last'] },
  ts: { muxer: 'mpegts', indexes: ['last'] },
  flv: { muxer: 'flv', indexes: ['last'] },
  ogg: { muxer: 'ogg', indexes: ['last'] },
  wmv: { muxer: 'asf', indexes: ['last'] },
}

export type Index = 'first' | 'last' | 'fragmented'

const movflags: Readonly<Record<Index, readonly string[]>> = {
  first: ['-movflags', '+faststart'],
  last: [],
  fragmented: ['-movflags', '+frag_keyframe+empty_moov', '-frag_duration', '500000'],
}

/** Pictures that the container takes, small and quick to make. */
const pictures: Readonly<Record<string, string>> = { webm: 'libvpx', ogg: 'libtheora', flv: 'flv', '3gp': 'h263' }

const layouts = ['mono', 'stereo', '5.1'] as const

export interface Combination {
  readonly container: string
  /** ffmpeg's name of the encoder. */
  readonly codec: string
  readonly layout: (typeof layouts)[number]
  readonly index: Index
}

export function nameOf({ container, codec, layout, index }: Combination): string {
  return `${container} ${index}, ${codec}, ${layout}`
}

export const containerNames = Object.keys(containers)

/** The audio encoders of this ffmpeg. */
export async function encoders(ffmpeg: string): Promise<string[]> {
  const { stdout } = await run(ffmpeg, ['-hide_banner', '-encoders'])
  return [...stdout.matchAll(/^ A\S{5} (\w+) /gm)].map(([, codec = '']) => codec)
}

/** What there is to try of a codec in a container: nothing when it does not go into it, neither in stereo nor in mono. */
export async function expand(
  ffmpeg: string,
  container: string,
  codec: string,
  directory: string,
): Promise<Combination[]> {
  for (const layout of ['stereo', 'mono'] as const) {
    const path = await makeCombination(ffmpeg, { container, codec, layout, index: 'last' }, directory)
    if (!path) continue
    await rm(path)
    const indexes = containers[container]?.indexes ?? []
    return layouts.flatMap((layout) => indexes.map((index) => ({ container, codec, layout, index })))
  }
  return []
}

/** Seconds of sound in each file. */
export const soundSeconds = 1.5

/** Hz that a codec must have: under `-strict -2` ffmpeg calls 48 kHz 8 kHz, and writes six times the sound. */
const onlyRate: Readonly<Record<string, number>> = { libopencore_amrnb: 8000 }

/** Milliseconds in which a file is written, or cannot be. */
const longest = 20_000

/** Makes the file. @returns `undefined` where the codec does not go into the container, or has no such layout */
export async function makeCombination(
  ffmpeg: string,
  combination: Combination,
  directory: string,
): Promise<string | undefined> {
  const { container, codec, layout, index } = combination
  const muxer = containers[container]?.muxer ?? container
  const path = join(directory, `${container}-${index}-${codec}-${layout}.${container}`)
  const sound = `aevalsrc=0.2*sin(440*2*PI*t)+0.1*sin(1000*t*t):s=48000:d=${soundSeconds},aformat=channel_layouts=${layout}`
  const args = [
    ...['-nostdin', '-v', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `testsrc2=size=128x96:rate=10:duration=${soundSeconds}`, '-f', 'lavfi', '-i', sound],
    ...[
      '-c:v',
      pictures[container] ?? 'mpeg4',
      '-c:a',
      codec,
      '-ac',
      layout === 'mono' ? '1' : layout === 'stereo' ? '2' : '6',
      ...(onlyRate[codec] ? ['-ar', String(onlyRate[codec])] : []),
    ],
    ...[
      '-strict',
      '-2',
      ...(muxer === 'mp4' || muxer === 'mov' || muxer === '3gp' ? movflags[index] : []),
      '-f',
      muxer,
      path,
    ],
  ]
  try {
    // 9.0.2 writes stereo Vorbis into 3GP for ever, and does not end when asked to.
    await run(ffmpeg, args, { timeout: longest, killSignal: 'SIGKILL' })
    if ((await stat(path)).size > 0) return path
  } catch {
    // Not every codec goes into every container.
  }
  await rm(path, { force: true })
  return undefined
}

/** Hz in which sound is counted. */
const countedRate = 8000

/** Seconds of sound that ffmpeg itself finds in a file; `undefined` where it cannot read back what it has written. */
export async function secondsIn(ffmpeg: string, path: string): Promise<number | undefined> {
  const args = ['-nostdin', '-v', 'error', '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', String(countedRate)]
  try {
    const { stdout } = await run(ffmpeg, [...args, '-f', 's16le', 'pipe:1'], {
      timeout: longest,
      killSignal: 'SIGKILL',
      encoding: 'buffer',
    })
    return stdout.length === 0 ? undefined : stdout.length / 2 / countedRate
  } catch {
    return undefined
  }
}
