import { type FfmpegCandidate, ffmpegCandidates, installFfmpeg } from '../lambdas/conversion/engine/ffmpeg-binary'
import { messageOf, UserError } from './errors'
import { run } from './processes'

/**
 * The first ffmpeg at hand that starts and encodes MP3.
 *
 * @throws UserError when `FFMPEG_BIN` names one that does not.
 */
export async function findFfmpeg(root: string): Promise<FfmpegCandidate | undefined> {
  for (const candidate of candidatesIn(root)) {
    const problem = await problemOf(candidate.path)
    if (!problem) return candidate
    if (candidate.from === 'FFMPEG_BIN')
      throw new UserError(`FFMPEG_BIN is set to ${candidate.path}, but that ${problem}. Correct it or unset it.`)
  }
  return undefined
}

/** @throws UserError naming the command that installs one: to be asked when all that can be brought is there. */
export async function requireFfmpeg(root: string): Promise<FfmpegCandidate> {
  const found = await findFfmpeg(root)
  if (found) return found
  throw new UserError(
    `No ffmpeg that encodes MP3 was found, and none could be brought. Install one: \`${installFfmpeg}\`.`,
  )
}

function candidatesIn(root: string): readonly FfmpegCandidate[] {
  try {
    return ffmpegCandidates(root)
  } catch (error) {
    throw new UserError(messageOf(error))
  }
}

/** Why an ffmpeg cannot be used, as the end of a sentence; `undefined` when it can. */
async function problemOf(path: string): Promise<string | undefined> {
  const asked = await run(path, ['-hide_banner', '-encoders'])
  if (asked.unstartable !== undefined || asked.code !== 0) return 'does not start'
  return /\blibmp3lame\b/.test(asked.stdout) ? undefined : 'has no MP3 encoder (libmp3lame)'
}
