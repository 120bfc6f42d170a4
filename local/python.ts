import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from './errors'
import { readIfThere, sha256 } from './files'
import type { Paths } from './paths'
import { type Finished, run } from './processes'

export interface Python {
  readonly command: string
  /** `[major, minor]` */
  readonly version: [number, number]
}

/** The versions that the emulator was tried with, newest first; then the plain names, which may be any version. */
const candidates = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python']
const oldest: [number, number] = [3, 10]

/** The interpreter inside the virtual environment. */
export function venvPython(paths: Pick<Paths, 'venv'>): string {
  return join(paths.venv, 'bin', 'python')
}

/**
 * The first Python that starts and is new enough. Each one is run, because a version manager's shim can exist for a version
 * that is not installed.
 */
export async function findPython(ask: (command: string) => Promise<Finished> = askVersion): Promise<Python> {
  const found: string[] = []
  for (const command of candidates) {
    const { code, stdout } = await ask(command)
    const version = code === 0 ? parseVersion(stdout) : undefined
    if (!version) continue
    if (isEnough(version)) return { command, version }
    found.push(version.join('.'))
  }
  const reason = found.length > 0 ? `only Python ${found.join(', ')} was found` : 'no Python was found'
  throw new UserError(
    `The local cloud needs Python ${oldest.join('.')} or later, but ${reason}. Install it: ${howToInstall('python3')}`,
  )
}

/**
 * Makes the virtual environment, unless a complete one from the same requirements exists.
 *
 * @param owner whose packages they are, in the sentence that says they are missing
 * @returns whether it was made.
 */
export async function ensureVenv(
  paths: Pick<Paths, 'venv' | 'requirements'>,
  owner = 'the local cloud',
): Promise<boolean> {
  const stamp = join(paths.venv, 'audiolift-installed')
  const wanted = sha256(readFileSync(paths.requirements))
  if (readIfThere(stamp) === wanted && (await run(venvPython(paths), ['-c', ''])).code === 0) return false
  const python = await findPython()
  rmSync(paths.venv, { recursive: true, force: true })
  mkdirSync(join(paths.venv, '..'), { recursive: true })
  await makeVenv(paths, python, owner)
  writeFileSync(stamp, wanted)
  return true
}

/**
 * The fastest way that is available: uv; else Python's own pip, installing into an environment without pip (with pip,
 * making it takes five seconds more); else an environment with its own pip, which Debian splits off into `python3-venv`;
 * else an old pip that can only fill a folder. Compiling every module in advance would double the time.
 */
async function makeVenv(paths: Pick<Paths, 'venv' | 'requirements'>, python: Python, owner: string): Promise<void> {
  const interpreter = venvPython(paths)
  const succeeded = (finished: Finished) => requireInstalled(finished, owner)
  const here = (...args: string[]) => run(python.command, args)
  const wanted = ['install', '--quiet', '--disable-pip-version-check', '--no-compile', '-r', paths.requirements]
  if ((await run('uv', ['--version'])).code === 0) {
    succeeded(await run('uv', ['venv', '--quiet', '--python', python.command, paths.venv]))
    return succeeded(await run('uv', ['pip', 'install', '--quiet', '--python', interpreter, '-r', paths.requirements]))
  }
  const pip = await here('-m', 'pip', '--version')
  const [, major = 0, minor = 0] = (/^pip (\d+)\.(\d+)/.exec(pip.stdout) ?? []).map(Number)
  if (major > 22 || (major === 22 && minor >= 3)) {
    succeeded(await here('-m', 'venv', '--without-pip', paths.venv))
    return succeeded(await here('-m', 'pip', '--python', interpreter, ...wanted))
  }
  if ((await here('-c', 'import ensurepip')).code === 0) {
    succeeded(await here('-m', 'venv', paths.venv))
    return succeeded(await run(interpreter, ['-m', 'pip', ...wanted]))
  }
  if (pip.code !== 0) {
    throw new UserError(
      `Python ${python.version.join('.')} can neither make a virtual environment nor run pip. Install both: ${howToInstall('venv')}`,
    )
  }
  succeeded(await here('-m', 'venv', '--without-pip', paths.venv))
  const target = join(paths.venv, 'lib', `python${python.version.join('.')}`, 'site-packages')
  succeeded(await here('-m', 'pip', ...wanted, '--target', target))
}

function requireInstalled({ code, stderr, unstartable }: Finished, owner: string): void {
  if (code === 0) return
  const lines = (unstartable ?? stderr).trim().split('\n')
  const reason = lines.find((line) => /^(ERROR|error)\b/.test(line.trim())) ?? lines.at(-1) ?? ''
  throw new UserError(
    `The Python packages of ${owner} could not be installed: ${reason.replace(/^\s*(ERROR|error):?\s*/, '')}. Check the network and start again.`,
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
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
}

function howToInstall(what: 'python3' | 'venv'): string {
  if (process.platform === 'darwin') return '`brew install python@3.13`.'
  const packages = what === 'python3' ? 'python3 python3-venv' : 'python3-venv python3-pip'
  return `\`sudo apt install ${packages}\` (Debian, Ubuntu) or \`sudo dnf install python3 python3-pip\` (Fedora).`
}
