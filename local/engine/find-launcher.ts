import { join } from 'node:path'
import { isProgram } from '../../lambdas/conversion/engine/ffmpeg/is-program'
import { noLauncher } from '../../lambdas/conversion/env'

/** Where `npm start`, `npm test` and `npm run engine` put the launcher that they build. */
export function builtLauncher(root: string): string {
  return join(root, '.build', 'launcher', 'launcher')
}

/**
 * Our `launcher` on the machine of somebody who develops or runs Audiolift: `LAUNCHER_BIN`, else the one that was built here.
 *
 * @param root the project's directory
 * @returns `undefined` where `LAUNCHER_BIN=none` says to do without
 * @throws Error with a sentence that says how to get one
 */
export function findLauncher(root: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env.LAUNCHER_BIN
  if (named === noLauncher) return undefined
  const path = named || builtLauncher(root)
  if (isProgram(path)) return path
  if (named)
    throw new Error(
      `LAUNCHER_BIN is ${named}, but there is no program. Correct it, or unset it to use the project's own.`,
    )
  throw new Error('The launcher of ffmpeg is not built yet. Run `npm start` once, which builds it.')
}
