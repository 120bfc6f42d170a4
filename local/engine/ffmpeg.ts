import { asUserError, UserError } from '../errors'
import { run } from '../processes'
import { findFfmpeg } from './find-ffmpeg'

/** Before release 7, 24-bit PCM comes out as noise, and several containers are read differently. */
const oldestRelease = 7

/**
 * The ffmpeg to work with, after it has started once.
 *
 * @throws UserError with a sentence that says what to do when it does not start, is too old, or cannot encode MP3
 */
export async function requireFfmpeg(root: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const path = asUserError(() => findFfmpeg(root, env))
  const problem = await problemOf(path)
  if (problem === undefined) return path
  if (env.FFMPEG_BIN)
    throw new UserError(`FFMPEG_BIN is ${path}, but that ${problem}. Correct it, or unset it to use the project's own.`)
  throw new UserError(
    `The project's own ffmpeg (${path}) ${problem}. Name one of release ${oldestRelease} or later in FFMPEG_BIN.`,
  )
}

/** Why an ffmpeg cannot be used, as the end of a sentence; `undefined` when it can. */
async function problemOf(path: string): Promise<string | undefined> {
  const { stdout, code, unstartable } = await run(path, ['-version'])
  if (unstartable !== undefined || code !== 0) return 'does not start'
  const release = releaseOf(stdout)
  if (release !== undefined && release < oldestRelease)
    return `is of release ${release}; it takes release ${oldestRelease} or later`
  const encoders = await run(path, ['-hide_banner', '-encoders'])
  return /\blibmp3lame\b/.test(encoders.stdout) ? undefined : 'has no MP3 encoder (libmp3lame)'
}

/**
 * The number of a release: of `ffmpeg version 9.0.2-static …`, of `n7.1`.
 *
 * @returns `undefined` for what was built from between two releases (`N-118896-g…`, `git-2025-03-01-…`): it is newer than most
 */
export function releaseOf(version: string): number | undefined {
  const [, release] = /^ffmpeg version n?(\d{1,3})(?:[.\s-]|$)/m.exec(version) ?? []
  return release === undefined ? undefined : Number(release)
}
