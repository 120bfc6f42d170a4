import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { isProgram } from '../../lambdas/conversion/engine/ffmpeg/system-tool'
import {
  compilerArguments,
  type EncoderSource,
  encoderPrint,
  firstComplaint,
  prepareSource,
} from '../../lib/conversion/encoder-build'
import { bringLame } from '../../lib/conversion/lame'
import { bringZig } from '../../lib/conversion/zig'
import { asUserError, messageOf } from '../errors'
import { readIfThere } from '../files'
import { run } from '../processes'
import { builtEncoder, findEncoder } from './find-encoder'

/**
 * For the processor that it is built on, with all that it can; there are compilers that do not know what that is. GCC tunes for
 * Haswell: for newer processors, some releases avoid the instructions that look up several numbers at once, which costs 15 %.
 */
const machines =
  process.arch === 'x64' ? [['-march=native', '-mtune=haswell'], ['-march=native'], []] : [['-mcpu=native'], []]

export interface Encoder {
  /** Without an encoder there, conversions use ffmpeg's own LAME: the same sound, in twice the time. */
  readonly path: string
  readonly isNew: boolean
  /** Why there is none, and what to do about it. */
  readonly problem?: string
}

/** What an encoder is made with. */
export interface EncoderTools {
  readonly lame: (root: string, what: string) => string
  readonly zig: (root: string, what: string) => string
}

const tools: EncoderTools = { lame: bringLame, zig: bringZig }

/**
 * The MP3 encoder for this machine: `ENCODER_BIN`, else the one built here, which is built again when its source, the compiler or
 * the processor is another. If there is no C compiler, Zig brings one.
 *
 * @throws UserError when `ENCODER_BIN` names no program
 */
export async function ensureEncoder(
  root: string,
  env: NodeJS.ProcessEnv = process.env,
  { lame, zig } = tools,
): Promise<Encoder> {
  if (env.ENCODER_BIN) return { path: asUserError(() => findEncoder(root, env)), isNew: false }
  const path = builtEncoder(root)
  const stamp = `${path}.made-of`
  const version = (await run('cc', ['--version'], { env })).stdout
  const print = encoderPrint(root, version, JSON.stringify(machines), cpus()[0]?.model ?? '')
  if (readIfThere(stamp) === print && isProgram(path)) return { path, isNew: false }
  // What was built from another source would go unnoticed otherwise.
  for (const old of [path, stamp]) rmSync(old, { force: true })
  mkdirSync(dirname(path), { recursive: true })
  const made = `${path}.${process.pid}`
  try {
    const source = prepareSource(root, lame(root, 'The MP3 encoder was not built'), `${path}-source`)
    const compiler = version ? ['cc'] : [zigFor(root, zig), 'cc', '-fno-sanitize=all']
    await compile(compiler, source, made, root, env)
    renameSync(made, path)
    writeFileSync(stamp, print)
    return { path, isNew: true }
  } catch (error) {
    rmSync(made, { force: true })
    return { path, isNew: false, problem: messageOf(error) }
  }
}

/** @throws Error with the first thing that the compiler finds wrong */
async function compile(
  [compiler = '', ...words]: string[],
  source: EncoderSource,
  made: string,
  root: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  let problem = ''
  for (const machine of machines) {
    const args = [...words, ...compilerArguments(source, machine, made)]
    const { code, stderr, unstartable } = await run(compiler, args, { cwd: root, env })
    if (code === 0) return
    problem = unstartable ?? firstComplaint(stderr)
  }
  throw new Error(
    `The MP3 encoder was not built: ${compiler} says "${problem}". Repair the compiler, or name an encoder in ENCODER_BIN.`,
  )
}

const howToInstall = process.platform === 'darwin' ? '`xcode-select --install`' : '`sudo apt install gcc libc6-dev`'

function zigFor(root: string, zig: EncoderTools['zig']): string {
  try {
    return zig(root, 'The MP3 encoder was not built, since this machine has no C compiler')
  } catch (error) {
    throw new Error(`${messageOf(error)} Install a compiler: ${howToInstall}.`)
  }
}
