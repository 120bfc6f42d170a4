import type { BuiltProgram } from './engine/built-here'
import { ensureEncoder } from './engine/encoder'
import { requireFfmpeg } from './engine/ffmpeg'
import { ensureLauncher, type Launcher } from './engine/launcher'
import { underLock } from './lock'
import { ensureNode24 } from './node24'
import type { Paths } from './paths'
import { ensureVenv, venvPython } from './python'
import type { Steps } from './steps'

/** The programs the local cloud runs on. */
export interface Toolchain {
  readonly python: string
  /** The folder of the `node` that runs the Lambdas. */
  readonly node24: string
  /** Its path. */
  readonly ffmpeg: string
  readonly encoder: BuiltProgram
  readonly launcher: Launcher
}

/** What conversions run on. */
export type Programs = Pick<Toolchain, 'ffmpeg' | 'encoder' | 'launcher'>

/**
 * Brings ffmpeg, the encoder and the launcher of both, for a conversion without a cloud.
 *
 * @throws UserError with the command that installs what is missing.
 */
export function preparePrograms(paths: Paths, steps: Steps): Promise<Programs> {
  return underLock(paths.toolsLock, async () => {
    const encoder = encoderStep(paths, steps)
    const launcher = launcherStep(paths, steps)
    const ffmpeg = ffmpegStep(paths, steps, process.env.FFMPEG_BIN ? Promise.resolve() : venvStep(paths, steps))
    await allSettled([encoder, launcher, ffmpeg])
    return { ffmpeg: await ffmpeg, encoder: await encoder, launcher: await launcher }
  })
}

/**
 * Finds each program or brings it; the searches run side by side. Two commands started at once share the folders, so
 * the second waits for the first.
 *
 * @throws UserError with the command that installs what is missing.
 */
export function prepareToolchain(paths: Paths, steps: Steps): Promise<Toolchain> {
  return underLock(paths.toolsLock, async () => {
    const venv = venvStep(paths, steps)
    const node = steps.step(
      'Node 24 for the Lambdas',
      () => ensureNode24(paths),
      (found) => found.folder,
    )
    const ffmpeg = ffmpegStep(paths, steps, venv)
    const encoder = encoderStep(paths, steps)
    const launcher = launcherStep(paths, steps)
    await allSettled([venv, node, ffmpeg, encoder, launcher])
    return {
      python: venvPython(paths),
      node24: (await node).folder,
      ffmpeg: await ffmpeg,
      encoder: await encoder,
      launcher: await launcher,
    }
  })
}

/** Waits for all before the first failure is told: none goes on working behind a message that says it is over. */
async function allSettled(steps: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(steps)).find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}

function venvStep(paths: Paths, steps: Steps): Promise<boolean> {
  return steps.step(
    'Python environment',
    () => ensureVenv(paths),
    (made) => (made ? 'installed' : 'there'),
  )
}

/** @param venv has the project's own ffmpeg */
function ffmpegStep(paths: Paths, steps: Steps, venv: Promise<unknown>): Promise<string> {
  return steps.step(
    'ffmpeg',
    async () => {
      await venv
      return requireFfmpeg(paths.root)
    },
    (path) => path,
  )
}

function encoderStep(paths: Paths, steps: Steps): Promise<BuiltProgram> {
  return steps.step(
    'MP3 encoder',
    () => ensureEncoder(paths.root),
    ({ path, isNew, problem }) =>
      problem === undefined ? `${path} (${isNew ? 'built' : 'there'})` : `ffmpeg's own, which is slower. ${problem}`,
  )
}

function launcherStep(paths: Paths, steps: Steps): Promise<Launcher> {
  return steps.step(
    'Launcher of ffmpeg',
    () => ensureLauncher(paths.root),
    ({ path, isNew, problem }) =>
      path === undefined
        ? `none, so the kernel keeps no limits on ffmpeg. ${problem ?? ''}`.trim()
        : `${path} (${isNew ? 'built' : 'there'})`,
  )
}
