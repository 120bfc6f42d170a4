import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { isProgram } from './ffmpeg/system-tool'

export interface FfmpegCandidate {
  readonly path: string
  /** Where it was found, for the person. */
  readonly from: string
}

/**
 * The ffmpegs on the machine of someone who develops or runs this locally, the first one first: `FFMPEG_BIN`, the optional npm
 * package `ffmpeg-static` (its binary is downloaded while it installs, which many networks refuse), PATH, the one inside PyPI's
 * `imageio-ffmpeg` in the project's own environment. A Lambda has only `FFMPEG_BIN`.
 *
 * @param root the project's directory
 * @throws Error with a sentence when `FFMPEG_BIN` names no program: it was chosen on purpose, so it is not passed over
 */
export const ffmpegCandidates = (root: string, env: NodeJS.ProcessEnv = process.env): readonly FfmpegCandidate[] => {
  const named = env.FFMPEG_BIN
  if (named) {
    if (isProgram(named)) return [{ path: named, from: 'FFMPEG_BIN' }]
    throw new Error(`FFMPEG_BIN is ${named}, but there is no program; correct it, or unset it to use another ffmpeg.`)
  }
  const places = [
    { from: 'ffmpeg-static', paths: fromPackage(root) },
    { from: 'PATH', paths: fromPath(env.PATH ?? '') },
    { from: 'imageio-ffmpeg', paths: fromEnvironment(root) },
  ]
  return places.flatMap(({ from, paths }) => paths.filter(isProgram).map((path) => ({ path, from })))
}

/**
 * The first of them.
 *
 * @throws Error with one sentence that names how to get one
 */
export const findFfmpeg = (root: string, env: NodeJS.ProcessEnv = process.env): string => {
  const [found] = ffmpegCandidates(root, env)
  if (found) return found.path
  throw new Error(
    `ffmpeg was not found. Run \`npm start\` once, which brings one, or install it with \`${installFfmpeg}\`.`,
  )
}

/** The command that installs one. */
export const installFfmpeg = process.platform === 'darwin' ? 'brew install ffmpeg' : 'sudo apt install ffmpeg'

/** Required at run time from the project, so that no bundler takes the package along. */
const fromPackage = (root: string): string[] => {
  const require = createRequire(join(root, 'package.json'))
  try {
    const path: unknown = require('ffmpeg-static')
    return typeof path === 'string' ? [path] : []
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return []
    throw error
  }
}

const fromPath = (path: string): string[] =>
  path
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg'))

/** `.audiolift/venv/lib/python3.13/site-packages/imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v9.0.2`. */
const fromEnvironment = (root: string): string[] => {
  const library = join(root, '.audiolift', 'venv', 'lib')
  return namesIn(library)
    .filter((name) => name.startsWith('python'))
    .map((python) => join(library, python, 'site-packages', 'imageio_ffmpeg', 'binaries'))
    .flatMap((binaries) =>
      namesIn(binaries)
        .filter((name) => name.startsWith('ffmpeg-'))
        .map((name) => join(binaries, name)),
    )
}

const namesIn = (directory: string): string[] => (existsSync(directory) ? readdirSync(directory).sort() : [])
