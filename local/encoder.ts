import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { builtEncoder, findEncoder } from '../lambdas/conversion/engine/encoder-binary'
import { isProgram } from '../lambdas/conversion/engine/system-tool'
import { compilerArguments, encoderPrint } from '../lib/conversion/encoder-build'
import { bringZig } from '../lib/conversion/zig'
import { messageOf, UserError } from './errors'
import { readIfThere } from './files'
import { run } from './processes'

/** For the processor that it is built on, with all that it can. */
const machine = ['-march=native']

export interface Encoder {
  readonly path: string
  readonly isNew: boolean
}

/**
 * The MP3 encoder for this machine: `ENCODER_BIN`, else the one built here, which is built anew when its source, the compiler or
 * the processor is another. Where there is no C compiler, Zig brings one.
 *
 * @throws UserError when `ENCODER_BIN` names none, or with what the compiler says
 */
export async function ensureEncoder(root: string): Promise<Encoder> {
  if (process.env.ENCODER_BIN) return { path: namedEncoder(root), isNew: false }
  const path = builtEncoder(root)
  const version = (await run('cc', ['--version'])).stdout
  const print = encoderPrint(root, ...machine, version, process.arch, cpus()[0]?.model ?? '')
  const stamp = `${path}.made-of`
  if (readIfThere(stamp) === print && isProgram(path)) return { path, isNew: false }
  mkdirSync(dirname(path), { recursive: true })
  const made = `${path}.${process.pid}`
  const [compiler, ...words] = version ? ['cc'] : [zigFor(root), 'cc', '-fno-sanitize=all']
  const { code, stderr } = await run(compiler, [...words, ...compilerArguments(root, machine, made)], { cwd: root })
  if (code !== 0) {
    const [error = stderr] = stderr.split('\n').filter((line) => /error/.test(line))
    throw new UserError(`The MP3 encoder could not be built with ${compiler}: ${error.trim()}`)
  }
  renameSync(made, path)
  writeFileSync(stamp, print)
  return { path, isNew: true }
}

function namedEncoder(root: string): string {
  try {
    return findEncoder(root)
  } catch (error) {
    throw new UserError(messageOf(error))
  }
}

const howToInstall = process.platform === 'darwin' ? '`xcode-select --install`' : '`sudo apt install gcc libc6-dev`'

function zigFor(root: string): string {
  try {
    return bringZig(root, 'A C compiler for the MP3 encoder, since this machine has no cc')
  } catch (error) {
    throw new UserError(`${messageOf(error)} Or install one: ${howToInstall}.`)
  }
}
