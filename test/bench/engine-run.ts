import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  type ConvertOptions,
  type ConvertResult,
  convert,
  fileSink,
  fileSource,
  type Limits,
} from '../../lambdas/conversion/engine'
import { findEncoder } from '../../local/engine/find-encoder'
import { findLauncher } from '../../local/engine/find-launcher'

export interface Cost {
  /** Seconds on the clock. */
  readonly wall: number
  /** Seconds of processor time, of all processes. */
  readonly cpu: number
}

/** A program, and the processor time that its processes take. */
export interface Metered {
  /** Where it is. */
  readonly original: string
  /** What is run in its place. */
  readonly program: string
  /** Seconds since the last call, of the processes that have ended. */
  readonly takeCpu: () => number
}

/** A script in front of a program that writes down what the shell's `times` says of it. */
export function meter(original: string, folder: string, env: Readonly<Record<string, string>> = {}): Metered {
  const [program, log] = [join(folder, `metered-${basename(original)}`), join(folder, `times-${basename(original)}`)]
  const exports = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`)
  writeFileSync(program, `#!/bin/sh\n${exports.join('')}'${original}' "$@"\ncode=$?\ntimes >> '${log}'\nexit $code\n`)
  chmodSync(program, 0o755)
  writeFileSync(log, '')
  return {
    original,
    program,
    takeCpu: () => {
      const times = [...readFileSync(log, 'utf8').matchAll(/(\d+)m([\d.]+)s/g)]
      writeFileSync(log, '')
      return times.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)
    },
  }
}

/** What something took that runs a program, this process included. */
export async function timed<T>(metered: Metered, work: () => Promise<T>): Promise<Cost & { readonly result: T }> {
  metered.takeCpu()
  const own = process.cpuUsage()
  const started = performance.now()
  const result = await work()
  const wall = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(own)
  return { result, wall, cpu: (user + system) / 1e6 + metered.takeCpu() }
}

/** The peer: ffmpeg as anybody calls it, with one encoder. */
export function runPlain(ffmpeg: Metered, input: string, output: string): Promise<Cost> {
  return timed(ffmpeg, () =>
    runProgram(ffmpeg.program, ['-v', 'error', '-nostdin', '-y', '-i', input, ...asMp3, output]),
  )
}

const asMp3 = ['-vn', '-c:a', 'libmp3lame', '-b:a', '192k']

export interface EngineRun {
  /** kb/s. */
  readonly bitrate?: number
  readonly limits?: Partial<Limits>
}

/** The engine from source to verified output, in this process as in a worker that is running. It meters its ffmpegs itself. */
export function runEngine(
  ffmpeg: Metered,
  input: string,
  folder: string,
  workers: number,
  { bitrate = 192, limits = {} }: EngineRun = {},
): Promise<Cost & { readonly result: ConvertResult }> {
  return converted({ ffmpeg, input, folder, workers, limits }, { format: 'mp3', bitrate })
}

/** A copy of sound that is already what is asked for. @throws Error when it was not copied */
export async function copyFile(ffmpeg: Metered, input: string, folder: string): Promise<Cost> {
  const cost = await converted({ ffmpeg, input, folder, workers: 2, limits: {} }, { format: 'm4a' })
  if (cost.result.mode !== 'copy') throw new Error(`It was not copied, but made by ${cost.result.mode}.`)
  return cost
}

interface Conversion {
  readonly ffmpeg: Metered
  readonly input: string
  readonly folder: string
  readonly workers: number
  readonly limits: Partial<Limits>
}

async function converted(
  { ffmpeg, input, folder, ...means }: Conversion,
  options: ConvertOptions,
): Promise<Cost & { readonly result: ConvertResult }> {
  const started = performance.now()
  const result = await convert({
    source: await fileSource(input),
    options,
    sink: fileSink({ audio: join(folder, `engine.${options.format}`) }),
    signal: new AbortController().signal,
    ffmpeg: ffmpeg.original,
    encoder: findEncoder(process.cwd()),
    launcher: findLauncher(process.cwd()),
    workDirectory: folder,
    ...means,
  })
  return { wall: (performance.now() - started) / 1000, cpu: result.cpuSeconds, result }
}

export function runProgram(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) =>
    spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
      .once('error', reject)
      .once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`)))),
  )
}
