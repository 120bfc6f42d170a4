import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { builtEncoder, findEncoder } from '../lambdas/conversion/engine/encoder-binary'
import { isProgram } from '../lambdas/conversion/engine/ffmpeg/system-tool'
import { compilerArguments, encoderPrint } from '../lib/conversion/encoder-build'
import { bringZig } from '../lib/conversion/zig'
import { messageOf, UserError } from './errors'
import { readIfThere } from './files'
import { run } from './processes'

/** For the processor that it is built on, with all that it can; there are compilers that do not know what that is. */
const machines = [[process.arch === 'x64' ? '-march=native' : '-mcpu=native'], []]

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
export async function ensureEncoder(root: string, env: NodeJS.ProcessEnv = process.env): Promise<Encoder> {
  if (env.ENCODER_BIN) return { path: namedEncoder(root, env), isNew: false }
  const path = builtEncoder(root)
  const version = (await run('cc', ['--version'], { env })).stdout
  const print = encoderPrint(root, version, process.arch, cpus()[0]?.model ?? '')
  const stamp = `${path}.made-of`
  if (readIfThere(stamp) === print && isProgram(path)) return { path, isNew: false }
  mkdirSync(dirname(path), { recursive: true })
  const made = `${path}.${process.pid}`
  const [compiler, ...words] = version ? ['cc'] : [zigFor(root), 'cc', '-fno-sanitize=all']
  const problem = await compile([compiler, ...words], root, made, env)
  if (problem !== undefined) throw new UserError(`The MP3 encoder could not be built with ${compiler}: ${problem}`)
  renameSync(made, path)
  writeFileSync(stamp, print)
  return { path, isNew: true }
}

/** @returns what the compiler finds wrong, if it does */
async function compile(
  [compiler = '', ...words]: string[],
  root: string,
  made: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  let problem: string | undefined
  for (const machine of machines) {
    const { code, stderr } = await run(compiler, [...words, ...compilerArguments(root, machine, made)], {
      cwd: root,
      env,
    })
    if (code === 0) return undefined
    problem = (stderr.split('\n').find((line) => /error/.test(line)) ?? stderr).trim()
  }
  return problem
}

function namedEncoder(root: string, env: NodeJS.ProcessEnv): string {
  try {
    return findEncoder(root, env)
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
