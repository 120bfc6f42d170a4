import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isProgram } from '../../lambdas/conversion/engine/ffmpeg/is-program'
import { bringZig, firstComplaint } from '../../lib/conversion/zig'
import { messageOf } from '../errors'
import { readIfThere } from '../files'
import { run } from '../processes'

/** A program of ours that is compiled on the machine where it runs. */
export interface BuiltProgram {
  readonly path: string
  readonly isNew: boolean
  /** Why there is none, and what to do about it. */
  readonly problem?: string
}

/**
 * Makes a program unless it is there, made of the same.
 *
 * @param print names what it is made of and how
 * @param make puts it where it is told
 */
export async function builtOnce(
  path: string,
  print: string,
  make: (made: string) => Promise<void>,
): Promise<BuiltProgram> {
  const stamp = `${path}.made-of`
  if (readIfThere(stamp) === print && isProgram(path)) return { path, isNew: false }
  // What was built from another source would go unnoticed otherwise.
  for (const old of [path, stamp]) rmSync(old, { force: true })
  mkdirSync(dirname(path), { recursive: true })
  const made = `${path}.${process.pid}`
  try {
    await make(made)
    renameSync(made, path)
    writeFileSync(stamp, print)
    return { path, isNew: true }
  } catch (error) {
    rmSync(made, { force: true })
    return { path, isNew: false, problem: messageOf(error) }
  }
}

/** What a program is called in messages, and the variable that names another one. */
export interface Naming {
  readonly what: string
  readonly variable: string
}

export interface Compiler {
  /** What `cc --version` says; empty where there is no `cc`. */
  readonly version: string
  /**
   * Compiles, in the project's folder.
   *
   * @param attempts arguments, one list after the other until one does
   * @throws Error with the first thing that the compiler finds wrong
   */
  readonly compile: (attempts: readonly (readonly string[])[]) => Promise<void>
}

/** This machine's C compiler; if it has none, Zig brings one when it is needed. */
export async function findCompiler(
  root: string,
  env: NodeJS.ProcessEnv,
  { what, variable }: Naming,
  zig = bringZig,
): Promise<Compiler> {
  const version = (await run('cc', ['--version'], { env })).stdout
  return {
    version,
    async compile(attempts) {
      const [compiler = '', ...words] = version ? ['cc'] : [zigFor(root, what, zig), 'cc', '-fno-sanitize=all']
      let problem = ''
      for (const args of attempts) {
        const { code, stderr, unstartable } = await run(compiler, [...words, ...args], { cwd: root, env })
        if (code === 0) return
        problem = unstartable ?? firstComplaint(stderr)
      }
      throw new Error(
        `${what} was not built: ${compiler} says "${problem}". Repair the compiler, or name one of your own in ${variable}.`,
      )
    },
  }
}

const howToInstall = process.platform === 'darwin' ? '`xcode-select --install`' : '`sudo apt install gcc libc6-dev`'

function zigFor(root: string, what: string, zig: typeof bringZig): string {
  try {
    return zig(root, `${what} was not built, since this machine has no C compiler`)
  } catch (error) {
    throw new Error(`${messageOf(error)} Install a compiler: ${howToInstall}.`)
  }
}
