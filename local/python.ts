import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from './errors'
import { readIfThere, sha256 } from './files'
import type { Paths } from './paths'
import { type Finished, run } from './processes'

export interface Python {
  command: string
  /** `[major, minor]` */
  version: [number, number]
}

/** Newest first of those on which the emulator was tried; the plain names may be anything and are asked too. */
const CANDIDATES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python']
const OLDEST: [number, number] = [3, 10]

/** The interpreter inside the virtual environment. */
export function venvPython(paths: Pick<Paths, 'venv'>): string {
  return join(paths.venv, 'bin', 'python')
}

/**
 * The first Python that starts and is new enough. Each is really run: a version manager's shim can exist for a version
 * that does not.
 */
export async function findPython(ask: (command: string) => Promise<Finished> = askVersion): Promise<Python> {
  const found: string[] = []
  for (const command of CANDIDATES) {
    const { code, stdout } = await ask(command)
    const version = code === 0 ? parseVersion(stdout) : undefined
    if (!version) continue
    if (isEnough(version)) return { command, version }
    found.push(version.join('.'))
  }
  const reason = found.length > 0 ? `only Python ${found.join(', ')} was found` : 'no Python was found'
  throw new UserError(
    `The local cloud needs Python ${OLDEST.join('.')} or later, but ${reason}. Install it: ${howToInstall('python3')}`,
  )
}

/**
 * Makes the virtual environment, unless the one that is there was finished from the same requirements.
 *
 * @returns whether it had to be made.
 */
export async function ensureVenv(paths: Paths): Promise<boolean> {
  const stamp = join(paths.venv, 'audiolift-installed')
  const wanted = sha256(readFileSync(paths.requirements))
  if (readIfThere(stamp) === wanted && (await run(venvPython(paths), ['-c', ''])).code === 0) return false
  const python = await findPython()
  rmSync(paths.venv, { recursive: true, force: true })
  mkdirSync(join(paths.venv, '..'), { recursive: true })
  await makeVenv(paths, python)
  writeFileSync(stamp, wanted)
  return true
}

/** The fastest way that works here: uv, else venv with its own pip, else the system's pip into a venv without one. */
async function makeVenv(paths: Paths, python: Python): Promise<void> {
  const interpreter = venvPython(paths)
  const wanted = ['-r', paths.requirements]
  const quiet = ['--quiet', '--disable-pip-version-check']
  if ((await run('uv', ['--version'])).code === 0) {
    if ((await run('uv', ['venv', '--quiet', '--python', python.command, paths.venv])).code === 0) {
      return installed(await run('uv', ['pip', 'install', '--quiet', '--python', interpreter, ...wanted]))
    }
    rmSync(paths.venv, { recursive: true, force: true })
  }
  if ((await run(python.command, ['-m', 'venv', paths.venv])).code === 0) {
    return installed(await run(interpreter, ['-m', 'pip', 'install', ...quiet, ...wanted]))
  }
  rmSync(paths.venv, { recursive: true, force: true })
  const bare = await run(python.command, ['-m', 'venv', '--without-pip', paths.venv])
  const hasPip = (await run(python.command, ['-m', 'pip', '--version'])).code === 0
  if (bare.code !== 0 || !hasPip) {
    throw new UserError(
      `Python ${python.version.join('.')} can neither make a virtual environment nor run pip. Install both: ${howToInstall('venv')}`,
    )
  }
  const target = join(paths.venv, 'lib', `python${python.version.join('.')}`, 'site-packages')
  installed(await run(python.command, ['-m', 'pip', 'install', ...quiet, '--target', target, ...wanted]))
}

function installed({ code, stderr, unstartable }: Finished): void {
  if (code === 0) return
  const lines = (unstartable ?? stderr).trim().split('\n')
  const reason = lines.find((line) => /^(ERROR|error)\b/.test(line.trim())) ?? lines.at(-1) ?? ''
  throw new UserError(
    `The Python packages of the local cloud could not be installed: ${reason.replace(/^\s*(ERROR|error):?\s*/, '')}. Check the network and start again.`,
  )
}

function askVersion(command: string): Promise<Finished> {
  return run(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'])
}

function parseVersion(text: string): [number, number] | undefined {
  const match = /^(\d+)\.(\d+)\s*$/.exec(text)
  return match ? [Number(match[1]), Number(match[2])] : undefined
}

function isEnough([major, minor]: [number, number]): boolean {
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}

function howToInstall(what: 'python3' | 'venv'): string {
  if (process.platform === 'darwin') return '`brew install python@3.13`.'
  const packages = what === 'python3' ? 'python3 python3-venv' : 'python3-venv python3-pip'
  return `\`sudo apt install ${packages}\` (Debian, Ubuntu) or \`sudo dnf install python3 python3-pip\` (Fedora).`
}
