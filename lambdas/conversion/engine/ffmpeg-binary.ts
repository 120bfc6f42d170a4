import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

/**
 * Finds an ffmpeg on the machine of someone who develops or runs this locally; a Lambda has only `FFMPEG_BIN`. In this order:
 * `FFMPEG_BIN`, the optional npm package `ffmpeg-static` (its binary is downloaded while it installs, which many networks
 * refuse), PATH, the one inside PyPI's `imageio-ffmpeg` in the project's own environment.
 *
 * @param root the project's directory
 * @throws Error with one sentence that names how to get it
 */
export const findFfmpeg = (root: string, env: NodeJS.ProcessEnv = process.env): string => {
  const named = env.FFMPEG_BIN
  if (named) {
    if (isProgram(named)) return named
    throw new Error(`FFMPEG_BIN is ${named}, but there is no program; correct it, or unset it to use another ffmpeg.`)
  }
  const candidates = [...fromPackage(root), ...fromPath(env.PATH ?? ''), ...fromEnvironment(root)]
  const found = candidates.find(isProgram)
  if (found) return found
  const install = process.platform === 'darwin' ? 'brew install ffmpeg' : 'sudo apt install ffmpeg'
  throw new Error(`ffmpeg was not found. Run \`npm start\` once, which brings one, or install it with \`${install}\`.`)
}

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

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return false
    throw error
  }
}
