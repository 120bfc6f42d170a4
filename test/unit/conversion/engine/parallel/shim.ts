import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { programs } from '../../../../support/media'

export interface Shim {
  readonly ffmpeg: string
  readonly encoder: string
  readonly launcher: string | undefined
  /** Each process so far: its number and its arguments, joined by spaces. */
  readonly processes: () => Promise<{ readonly pid: number; readonly args: string }[]>
}

/**
 * An ffmpeg and an encoder that write down each of their processes.
 *
 * @param before shell commands to run first, with the program's arguments in `$@`
 * @param after Node code to run behind the encoder when it has written a slice other than the first, whose path is `path`
 */
export async function makeShim(directory: string, { before = '', after = '' } = {}): Promise<Shim> {
  const folder = await mkdtemp(join(directory, 'shim-'))
  const [log, patch] = [join(folder, 'log'), join(folder, 'patch.cjs')]
  await writeFile(log, '')
  await writeFile(patch, `const fs = require('node:fs'); const path = process.argv[2]; ${after}`)
  const later = `"${process.execPath}" '${patch}' "$last"`
  const shim = async (name: string, program: string): Promise<string> => {
    const path = join(folder, name)
    const patched = `for last; do :; done; case "$last" in */slice-[1-9]*) '${program}' "$@" && exec ${later};; esac`
    await writeFile(
      path,
      `#!/bin/sh\necho "$$ $*" >> '${log}'\n${before}\n${after && patched}\nexec '${program}' "$@"\n`,
    )
    await chmod(path, 0o755)
    return path
  }
  const { ffmpeg, encoder, launcher } = programs()
  const processes = async () =>
    (await readFile(log, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ pid: Number.parseInt(line, 10), args: line.replace(/^\d+ /, '') }))
  return { ffmpeg: await shim('ffmpeg', ffmpeg), encoder: await shim('slice-encoder', encoder), launcher, processes }
}

/** Whether there is a process of this number. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
