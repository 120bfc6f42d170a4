import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { codeOf, UserError } from './errors'
import type { Paths } from './paths'
import { run } from './processes'
import { venvPython } from './python'

export interface Ffmpeg {
  path: string
  /** Where it was found, for the person. */
  from: string
}

/**
 * An ffmpeg that starts and encodes MP3, from the places that need no installation: `FFMPEG_BIN`, the `ffmpeg-static`
 * package, PATH.
 *
 * @throws UserError when `FFMPEG_BIN` names one that does not work: it was chosen on purpose, so it is not passed over.
 */
export async function findFfmpeg(env: NodeJS.ProcessEnv = process.env): Promise<Ffmpeg | undefined> {
  if (env.FFMPEG_BIN) {
    const problem = await problemOf(env.FFMPEG_BIN)
    if (problem)
      throw new UserError(`FFMPEG_BIN is set to ${env.FFMPEG_BIN}, but that ${problem}. Correct it or unset it.`)
    return { path: env.FFMPEG_BIN, from: 'FFMPEG_BIN' }
  }
  const candidates: [string | undefined, string][] = [
    [staticPackage(), 'ffmpeg-static'],
    [onPath('ffmpeg', env.PATH ?? ''), 'PATH'],
  ]
  for (const [path, from] of candidates) {
    if (path && !(await problemOf(path))) return { path, from }
  }
  return undefined
}

/**
 * The ffmpeg that PyPI's `imageio-ffmpeg` carries, once the virtual environment is there.
 *
 * @throws UserError naming the command that installs one.
 */
export async function ffmpegOfVenv(paths: Paths): Promise<Ffmpeg> {
  const asked = await run(venvPython(paths), ['-c', 'import imageio_ffmpeg as f; print(f.get_ffmpeg_exe())'])
  const path = asked.stdout.trim()
  if (asked.code === 0 && path && !(await problemOf(path))) return { path, from: 'imageio-ffmpeg' }
  const command = process.platform === 'darwin' ? '`brew install ffmpeg`' : '`sudo apt install ffmpeg`'
  throw new UserError(`No ffmpeg that encodes MP3 was found, and none could be brought. Install one: ${command}.`)
}

/** Why an ffmpeg cannot be used, as the end of a sentence; `undefined` when it can. */
async function problemOf(path: string): Promise<string | undefined> {
  const asked = await run(path, ['-hide_banner', '-encoders'])
  if (asked.unstartable !== undefined || asked.code !== 0) return 'does not start'
  return /\blibmp3lame\b/.test(asked.stdout) ? undefined : 'has no MP3 encoder (libmp3lame)'
}

/** The package is optional: its binary is downloaded while it installs, which many networks refuse. */
function staticPackage(): string | undefined {
  try {
    const path: unknown = createRequire(join(process.cwd(), 'package.json'))('ffmpeg-static')
    return typeof path === 'string' ? path : undefined
  } catch (error) {
    if (codeOf(error) === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/** The absolute path of a program: the emulator's PATH is not ours. */
export function onPath(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return false
  }
}
