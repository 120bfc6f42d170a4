import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ffmpegPath } from '../../../../support/media'

export interface Shim {
  readonly program: string
  /** Each process so far: its number and its arguments, joined by spaces. */
  readonly processes: () => Promise<{ pid: number; args: string }[]>
}

/**
 * An ffmpeg that writes down each of its processes.
 *
 * @param before shell commands to run first, with ffmpeg's arguments in `$@`
 * @param after Node code to run behind ffmpeg when it has written a slice other than the first, whose path is `path`
 */
export const makeShim = async (directory: string, { before = '', after = '' } = {}): Promise<Shim> => {
  const folder = await mkdtemp(join(directory, 'shim-'))
  const [log, program, patch] = ['log', 'ffmpeg', 'patch.cjs'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await writeFile(log, '')
  await writeFile(patch, `const fs = require('node:fs'); const path = process.argv[2]; ${after}`)
  const later = `"${process.execPath}" '${patch}' "$last"`
  const patched = `for last; do :; done; case "$last" in */slice-[1-9]*) '${ffmpegPath()}' "$@" && exec ${later};; esac`
  await writeFile(
    program,
    `#!/bin/sh\necho "$$ $*" >> '${log}'\n${before}\n${after && patched}\nexec '${ffmpegPath()}' "$@"\n`,
  )
  await chmod(program, 0o755)
  const processes = async () =>
    (await readFile(log, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ pid: Number.parseInt(line, 10), args: line.replace(/^\d+ /, '') }))
  return { program, processes }
}

/** Whether there is a process of this number. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
