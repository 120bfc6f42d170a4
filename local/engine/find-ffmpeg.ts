import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isProgram } from '../../lambdas/conversion/engine/ffmpeg/is-program'

/**
 * The ffmpeg of somebody who develops or runs Audiolift on this machine: `FFMPEG_BIN`, else the one that the Lambda layer has,
 * too, from the Python package `imageio-ffmpeg` in the project's own environment. One that happens to be on the PATH is another
 * release with other results, so nobody looks for it.
 *
 * @param root the project's directory
 * @throws Error with a sentence that says what to do
 */
export function findFfmpeg(root: string, env: NodeJS.ProcessEnv = process.env): string {
  const named = env.FFMPEG_BIN
  if (named) {
    if (isProgram(named)) return named
    throw new Error(
      `FFMPEG_BIN is ${named}, but there is no program. Correct it, or unset it to use the project's own.`,
    )
  }
  const own = inEnvironment(root).find(isProgram)
  if (own) return own
  throw new Error(
    `The project's own ffmpeg is not there yet. Run \`npm start\` once, which brings it, or name an ffmpeg of release 7 or later in FFMPEG_BIN.`,
  )
}

/** `.audiolift/venv/lib/python3.13/site-packages/imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v9.0.2`. */
function inEnvironment(root: string): string[] {
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

function namesIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).sort() : []
}
