import type { FfmpegCandidate } from '../lambdas/conversion/engine/ffmpeg-binary'
import { type Encoder, ensureEncoder } from './encoder'
import { findFfmpeg, requireFfmpeg } from './ffmpeg'
import { underLock } from './lock'
import { ensureNode24 } from './node24'
import type { Paths } from './paths'
import { ensureVenv, venvPython } from './python'
import type { Steps } from './steps'

/** The programs the local cloud runs on. */
export interface Toolchain {
  python: string
  /** The folder of the `node` that runs the Lambdas. */
  node24: string
  ffmpeg: FfmpegCandidate
  encoder: Encoder
}

/**
 * Finds each program or brings it; the searches run side by side. Two commands started at once share the folders, so
 * the second waits for the first.
 *
 * @throws UserError with the command that installs what is missing.
 */
export function prepareToolchain(paths: Paths, steps: Steps): Promise<Toolchain> {
  return underLock(paths.toolsLock, async () => {
    const venv = steps.step(
      'Python environment',
      () => ensureVenv(paths),
      (made) => (made ? 'installed' : 'there'),
    )
    const node = steps.step(
      'Node 24 for the Lambdas',
      () => ensureNode24(paths),
      (found) => found.folder,
    )
    const ffmpeg = steps.step(
      'ffmpeg',
      async () => {
        const found = await findFfmpeg(paths.root)
        if (found) return found
        await venv
        return requireFfmpeg(paths.root)
      },
      (found) => `${found.path} (${found.from})`,
    )
    const encoder = steps.step(
      'MP3 encoder',
      () => ensureEncoder(paths.root),
      ({ path, isNew }) => `${path} (${isNew ? 'built' : 'there'})`,
    )
    // All are awaited before the first failure is told: none goes on working behind a message that says it is over.
    const outcomes = await Promise.allSettled([venv, node, ffmpeg, encoder])
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed) throw failed.reason
    return { python: venvPython(paths), node24: (await node).folder, ffmpeg: await ffmpeg, encoder: await encoder }
  })
}
