import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Wheel, withWheel } from './wheel'

const requirement = 'ziglang==0.16.0'

/** Zig carries a C compiler (Clang) that makes programs for any platform on any other, and the C library for them. */
const wheels: Readonly<Record<string, Wheel>> = {
  'linux-x64': {
    requirement,
    platform: 'manylinux_2_12_x86_64',
    sha256: '9fcda73f62b851dd72a54b710ad40a209896db14cfb13649e62191243556342b',
  },
  'linux-arm64': {
    requirement,
    platform: 'manylinux_2_17_aarch64',
    sha256: 'e27d409812b11e0fb89ed0200cf2e55b6464d43f9461553104e4a4f9a94a1fd5',
  },
  'darwin-x64': {
    requirement,
    platform: 'macosx_12_0_x86_64',
    sha256: '18e14f6b25678d7b7c65708c82501ee6090fe39ed5c783477d56267af1fa5629',
  },
  'darwin-arm64': {
    requirement,
    platform: 'macosx_12_0_arm64',
    sha256: 'b61e5413c49508d9d62e5dcea543e3af491594154d74a00ff52f84ed508260cc',
  },
}

/**
 * The path of a `zig`, brought once and kept under `.build/`: 100 MB to fetch, 400 MB on disk.
 *
 * @throws Error with a sentence when it cannot be had
 */
export function bringZig(root: string, what: string): string {
  const platform = `${process.platform}-${process.arch}`
  const wheel = wheels[platform]
  if (!wheel) throw new Error(`${what}: that takes a C compiler, and Zig's is not to be had for ${platform}.`)
  const folder = join(root, '.build', 'zig', wheel.sha256.slice(0, 12))
  const zig = join(folder, 'zig')
  if (existsSync(zig)) return zig
  mkdirSync(dirname(folder), { recursive: true })
  withWheel(wheel, root, what, (files) => {
    rmSync(folder, { recursive: true, force: true })
    // It gets its name only when it is complete.
    const partial = `${folder}.${process.pid}`
    cpSync(join(files, 'ziglang'), partial, { recursive: true })
    chmodSync(join(partial, 'zig'), 0o755)
    renameSync(partial, folder)
  })
  return zig
}

/** Compiles C in the project's folder. @param what went wrong, if it does @throws Error with that, and the compiler's first complaint */
export function compileWithZig(zig: string, root: string, args: readonly string[], what: string): void {
  try {
    execFileSync(zig, ['cc', ...args], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  } catch (error) {
    const said = String((error as { readonly stderr?: unknown }).stderr ?? error)
    throw new Error(`${what}: ${firstComplaint(said)}`, { cause: error })
  }
}

/** The first thing that a compiler found wrong. @param said on standard error */
export function firstComplaint(said: string): string {
  return (said.split('\n').find((line) => /error/.test(line)) ?? said).trim()
}
