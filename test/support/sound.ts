import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ConvertResult } from '../../lambdas/conversion/engine'
import { frameHeader } from '../../lambdas/conversion/engine/mp3/mp3-header'
import { sideInfo } from '../../lambdas/conversion/engine/parallel/side-info'
import { ffmpegPath } from './media'

const run = promisify(execFile)

async function ffmpeg(args: readonly string[]): Promise<Buffer> {
  const all = ['-nostdin', '-v', 'error', '-y', ...args]
  return (await run(ffmpegPath(), all, { encoding: 'buffer', maxBuffer: 512 * 1024 * 1024 })).stdout
}

export interface Music {
  readonly seconds: number
  readonly sampleRate?: number
  readonly channels?: 1 | 2
  /** More output options, such as the codec. */
  readonly more?: readonly string[]
}

/** Tones that fade, chords that change and sharp beats: bit reservoir, stereo modes and block switching all have to work. */
export async function makeMusic(path: string, music: Music): Promise<string> {
  const { seconds, sampleRate = 48000, channels = 2, more = [] } = music
  const left =
    '0.3*sin(440*2*PI*t)*exp(-mod(t,0.5)*4)+0.2*sin(2*PI*(200+100*floor(mod(t*2,7)))*t)+0.3*(random(0)-0.5)*exp(-mod(t,0.37)*30)'
  const right = '0.3*sin(330*2*PI*t)*exp(-mod(t,0.7)*5)+0.2*(random(1)-0.5)*exp(-mod(t,0.61)*60)'
  const source = `aevalsrc='${channels === 1 ? left : `${left}|${right}`}':sample_rate=${sampleRate}:duration=${seconds}`
  await ffmpeg(['-f', 'lavfi', '-i', source, ...more, path])
  return path
}

/** A video whose sound ends early. @param seconds of pictures and of sound */
export async function makeVideoWithShortSound(path: string, pictures: number, seconds: number): Promise<string> {
  const sound = [
    '-f',
    'lavfi',
    '-i',
    `aevalsrc=0.3*sin(440*2*PI*t)|0.3*sin(t*t*9):sample_rate=48000:duration=${seconds}`,
  ]
  await ffmpeg([
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=64x48:rate=2:duration=${pictures}`,
    ...sound,
    '-c:v',
    'mpeg4',
    path,
  ])
  return path
}

/** All samples, channels in turn, as they are heard: delay and padding left out. */
export async function samplesOf(path: string): Promise<Float32Array> {
  const { buffer, byteOffset, length } = await ffmpeg(['-i', path, '-map', '0:a:0', '-f', 'f32le', '-'])
  return new Float32Array(buffer.slice(byteOffset, byteOffset + length))
}

/** Signal to noise, dB, of samples `from` (inclusive) to `to` (exclusive). */
export function fidelity(original: Float32Array, copy: Float32Array, from = 0, to = original.length): number {
  let signal = 0
  let noise = 0
  for (let index = from; index < to; index++) {
    const sample = original[index] ?? 0
    signal += sample ** 2
    noise += (sample - (copy[index] ?? 0)) ** 2
  }
  return 10 * Math.log10(signal / noise)
}

/** Samples before and behind a seam in which it is listened for: two frames; and up to where both encoders went. */
const near = 2304
const windows = [
  [-near, near],
  [0, 4 * near],
  [-144_000, 144_000],
] as const

export interface Heard {
  readonly original: Float32Array
  /** What one encoder made. */
  readonly single: Float32Array
  /** What several made. */
  readonly several: Float32Array
}

/** By how many dB several encoders are worse than one, at most, in windows around the seams. @param seams samples per channel */
export function worstAtSeams(
  { original, single, several }: Heard,
  { seams = [], channels }: Pick<ConvertResult, 'seams' | 'channels'>,
): number {
  return Math.max(
    ...seams.flatMap((seam) =>
      windows.map(([before, behind]) => {
        const from = Math.max(0, channels * (seam + before))
        const to = Math.min(original.length, channels * (seam + behind))
        const isEqual = several.subarray(from, to).every((sample, index) => sample === single[from + index])
        return isEqual ? 0 : fidelity(original, single, from, to) - fidelity(original, several, from, to)
      }),
    ),
  )
}

/**
 * Frames whose main data overlap those of the frame before, reach beyond their own end, or begin before the first frame.
 *
 * @param mp3 without anything in front of the audio
 */
export function misplacedFrames(mp3: Buffer): number[] {
  const misplaced: number[] = []
  let mainData = 0
  let usedUpTo = 0
  for (let at = 0, frame = 0; at < mp3.length; frame++) {
    const header = frameHeader(mp3, at)
    if (!header) throw new Error(`no frame at byte ${at}`)
    const { reservoir, granules } = sideInfo(mp3, at, header)
    const start = mainData - reservoir
    const end = start + Math.ceil(granules.reduce((sum, { bits }) => sum + bits, 0) / 8)
    mainData += header.length - header.mainData
    if (start < usedUpTo || end > mainData) misplaced.push(frame)
    usedUpTo = end
    at += header.length
  }
  return misplaced
}
