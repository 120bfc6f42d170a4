import { join } from 'node:path'
import { isProgram } from '../../lambdas/conversion/engine/ffmpeg/is-program'

/** Where `npm start`, `npm test` and `npm run engine` put the encoder that they build. */
export function builtEncoder(root: string): string {
  return join(root, '.build', 'encoder', 'slice-encoder')
}

/**
 * Our `slice-encoder` on the machine of somebody who develops or runs Audiolift: `ENCODER_BIN`, else the one that was built here.
 *
 * @param root the project's directory
 * @throws Error with a sentence that says how to get one
 */
export function findEncoder(root: string, env: NodeJS.ProcessEnv = process.env): string {
  const named = env.ENCODER_BIN
  const path = named || builtEncoder(root)
  if (isProgram(path)) return path
  if (named)
    throw new Error(
      `ENCODER_BIN is ${named}, but there is no program. Correct it, or unset it to use the project's own.`,
    )
  throw new Error('The MP3 encoder is not built yet. Run `npm start` once, which builds it.')
}
