import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { noLauncher } from '../../lambdas/conversion/env'
import { findEncoder } from '../../local/engine/find-encoder'

/** Milliseconds between two looks. */
const looking = 100

export interface Footprint {
  /** The most bytes that all processes of a conversion had together. */
  readonly memory: number
  /** The most bytes of decoded and encoded sound on the disk. */
  readonly disk: number
  /** On the clock, with the start of Node. */
  readonly seconds: number
}

/** The engine's command in one file, as a worker's code is. @returns where it is */
export async function bundleEngine(folder: string): Promise<string> {
  const outfile = join(folder, 'engine.mjs')
  await build({
    entryPoints: ['local/engine/cli.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  return outfile
}

/** A conversion to MP3 at 192 kb/s in a process of its own, looked at from outside: what was measured before does not matter. */
export async function footprintOf(
  { program, ffmpeg, workers }: { readonly program: string; readonly ffmpeg: string; readonly workers: number },
  input: string,
  folder: string,
): Promise<Footprint> {
  const started = performance.now()
  const options = ['--format', 'mp3', '--bitrate', '192k', '--workers', String(workers)]
  const child = spawn(process.execPath, [program, input, join(folder, 'footprint.mp3'), ...options], {
    // The launcher would hide the command's memory from us, too.
    env: {
      FFMPEG_BIN: ffmpeg,
      ENCODER_BIN: findEncoder(process.cwd()),
      LAUNCHER_BIN: noLauncher,
      PATH: process.env.PATH,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const { pid = 0 } = child
  const most = { memory: 0, disk: 0 }
  const timer = setInterval(() => {
    most.memory = Math.max(most.memory, familyMemory(pid))
    most.disk = Math.max(most.disk, spoolBytes(folder))
  }, looking)
  try {
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve))
    if (code !== 0) throw new Error(`the engine ended with ${code}`)
    return { ...most, seconds: (performance.now() - started) / 1000 }
  } finally {
    clearInterval(timer)
  }
}

/** Proportional set size of a process and its children: what they share is counted once (`man 5 proc`, smaps_rollup). */
function familyMemory(root: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = / \(.*\) \S (\d+)/s.exec(readProc(name, 'stat'))?.[1]
    parents.set(Number(name), Number(parent))
  }
  const isOurs = (pid: number): boolean => pid === root || (parents.has(pid) && isOurs(parents.get(pid) ?? 0))
  return [...parents.keys()]
    .filter(isOurs)
    .reduce((sum, pid) => sum + 1024 * Number(/^Pss:\s+(\d+)/m.exec(readProc(pid, 'smaps_rollup'))?.[1] ?? 0), 0)
}

/** Empty for a process that has just ended. */
function readProc(pid: string | number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return ''
    throw error
  }
}

/** Bytes of everything that conversions have in a folder: decoded sound and slices. */
function spoolBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes('conversion-'))
    .reduce(
      (sum, { parentPath, name }) => sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    )
}
