import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file of a Python package, for one platform. */
export interface Wheel {
  /** `name==version` */
  readonly requirement: string
  /** As pip calls it. */
  readonly platform: string
  readonly sha256: string
}

/**
 * Fetches a wheel from the package index and hands its files over, in a folder that goes afterwards.
 *
 * @throws Error with a sentence when it cannot be fetched, or is another one. @param what it is wanted for, as the beginning of a sentence
 */
export function withWheel<T>(wheel: Wheel, root: string, what: string, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'audiolift-wheel-'))
  try {
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--only-binary=:all:', '--no-deps']
    const python = pythonWithPip(root, what)
    run(python, [...pip, '--platform', wheel.platform, '--dest', folder, wheel.requirement], what)
    const [file = ''] = readdirSync(folder)
    const path = join(folder, file)
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
    if (sha256 !== wheel.sha256)
      throw new Error(`${what}: what was downloaded is not the expected file, but one whose SHA-256 is ${sha256}.`)
    run(python, ['-m', 'zipfile', '-e', path, folder], what)
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The local cloud's Python may have been made without a pip, and a system's may be split off from it. */
function pythonWithPip(root: string, what: string): string {
  return pythonFor(root, what, 'pip')
}

/**
 * A Python that has a module.
 *
 * @throws Error with a sentence when there is none. @param what it is wanted for, as the beginning of a sentence
 */
export function pythonFor(root: string, what: string, module: 'pip' | 'tarfile'): string {
  const candidates = [join(root, '.audiolift', 'venv', 'bin', 'python'), 'python3', 'python']
  const found = candidates.find((python) => {
    if (python.startsWith(root) && !existsSync(python)) return false
    try {
      execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
  if (found) return found
  const pip = module === 'pip' ? ' with pip' : ''
  throw new Error(`${what}: this needs Python 3.10 or later${pip}, and there is none.`)
}

function run(python: string, args: readonly string[], what: string): void {
  try {
    execFileSync(python, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    throw new Error(`${what}: it could not be fetched from the Python package index.`, { cause: error })
  }
}
