import { spawn } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ConvertResult, convert, fileSink, fileSource, type Limits } from '../../lambdas/conversion/engine'

export interface Cost {
  /** Seconds on the clock. */
  readonly wall: number
  /** Seconds of processor time, of all processes. */
  readonly cpu: number
}

/** An ffmpeg, and the processor time that its processes take. */
export interface Metered {
  readonly program: string
  /** Seconds since the last call, of the processes that have ended. */
  readonly takeCpu: () => number
}

/** A script in front of ffmpeg that writes down what the shell's `times` says of it. */
export const meter = (ffmpeg: string, folder: string): Metered => {
  const [program, log] = [join(folder, 'ffmpeg'), join(folder, 'times')]
  writeFileSync(program, `#!/bin/sh\n'${ffmpeg}' "$@"\ncode=$?\ntimes >> '${log}'\nexit $code\n`)
  chmodSync(program, 0o755)
  writeFileSync(log, '')
  return {
    program,
    takeCpu: () => {
      const times = [...readFileSync(log, 'utf8').matchAll(/(\d+)m([\d.]+)s/g)]
      writeFileSync(log, '')
      return times.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)
    },
  }
}

const timed = async <T>(ffmpeg: Metered, work: () => Promise<T>): Promise<Cost & { result: T }> => {
  ffmpeg.takeCpu()
  const own = process.cpuUsage()
  const started = performance.now()
  const result = await work()
  const wall = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(own)
  return { result, wall, cpu: (user + system) / 1e6 + ffmpeg.takeCpu() }
}

/** The peer: ffmpeg as anybody calls it, with one encoder. */
export const runPlain = (ffmpeg: Metered, input: string, output: string): Promise<Cost> =>
  timed(ffmpeg, () => runProgram(ffmpeg.program, ['-v', 'error', '-nostdin', '-y', '-i', input, ...asMp3, output]))

const asMp3 = ['-vn', '-c:a', 'libmp3lame', '-b:a', '192k']

/** The engine from source to verified output, in this process as in a worker that is running. */
export const runEngine = async (
  ffmpeg: Metered,
  input: string,
  folder: string,
  workers: number,
  limits: Partial<Limits> = {},
): Promise<Cost & { result: ConvertResult }> =>
  timed(ffmpeg, async () =>
    convert(
      await fileSource(input),
      { format: 'mp3', bitrate: 192 },
      fileSink({ audio: join(folder, 'engine.mp3') }),
      () => {},
      new AbortController().signal,
      { ffmpeg: ffmpeg.program, workDirectory: folder, workers, limits },
    ),
  )

export const runProgram = (program: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) =>
    spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
      .once('error', reject)
      .once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`)))),
  )

/** The most memory, in bytes, that this process and its children had together while it worked: looked at ten times a second. */
export const peakMemory = async (work: () => Promise<unknown>): Promise<number> => {
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, familyMemory())
  }, 100)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return peak
}

/** Proportional set size: what processes share is counted once (`man 5 proc`, smaps_rollup). */
const familyMemory = (): number => {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = / \(.*\) \S (\d+)/s.exec(readProc(name, 'stat'))?.[1]
    parents.set(Number(name), Number(parent))
  }
  const isOurs = (pid: number): boolean => pid === process.pid || (parents.has(pid) && isOurs(parents.get(pid) ?? 0))
  return [...parents.keys()]
    .filter(isOurs)
    .reduce((sum, pid) => sum + 1024 * Number(/^Pss:\s+(\d+)/m.exec(readProc(pid, 'smaps_rollup'))?.[1] ?? 0), 0)
}

/** Empty for a process that has just ended. */
const readProc = (pid: string | number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return ''
    throw error
  }
}

/** A stereo MP4 of so many seconds: two minutes of tones, chords and beats, again and again. */
export const makeMp4 = async (ffmpeg: string, folder: string, seconds: number): Promise<string> => {
  const left =
    '0.2*sin(440*2*PI*t)*exp(-mod(t,0.5)*4)+0.15*sin(2*PI*(200+100*floor(mod(t*2,7)))*t)+0.1*(random(0)-0.5)*exp(-mod(t,0.25)*20)'
  const right = '0.2*sin(330*2*PI*t)*exp(-mod(t,0.5)*5)+0.1*(random(1)-0.5)*exp(-mod(t,0.25)*30)'
  const [part, whole] = [join(folder, 'part.mp4'), join(folder, `${seconds}.mp4`)]
  const source = `aevalsrc='${left}|${right}':sample_rate=48000:duration=120`
  const quiet = ['-v', 'error', '-nostdin', '-y']
  await runProgram(ffmpeg, [...quiet, '-f', 'lavfi', '-i', source, '-c:a', 'aac', '-b:a', '160k', part])
  await runProgram(ffmpeg, [...quiet, '-stream_loop', '-1', '-t', String(seconds), '-i', part, '-c', 'copy', whole])
  rmSync(part)
  return whole
}
