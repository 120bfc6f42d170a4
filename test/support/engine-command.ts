import { mkdir, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { runCommand } from '../../local/engine/command'
import { programs } from './media'

export interface EngineOutcome {
  readonly ok: boolean
  readonly reason?: string
  readonly message?: string
  readonly detail?: string
  /** Seconds. */
  readonly duration?: number
  readonly sampleRate?: number
  readonly channels?: number
}

/**
 * Runs the engine's command on a file, into a directory that must be empty before and hold the audio, or nothing, afterwards.
 *
 * @throws when what is left behind does not fit what it said
 */
export async function runEngine(
  ffmpeg: string,
  input: string,
  directory: string,
  {
    words = [],
    signal = new AbortController().signal,
  }: { readonly words?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<EngineOutcome> {
  await mkdir(directory, { recursive: true })
  const output = join(directory, 'audio.mp3')
  const said: string[] = []
  const exitCode = await runCommand([input, output, '--json', ...words], {
    directory,
    findPrograms: async () => ({ ...programs(), ffmpeg }),
    out: (line) => said.push(line),
    err: (line) => said.push(line),
    signal,
  })
  const outcome = JSON.parse(said.join('\n')) as EngineOutcome
  const left = await readdir(directory)
  const expected = outcome.ok ? [basename(output)] : []
  if (left.join() !== expected.join()) throw new Error(`${JSON.stringify(outcome)}, but there is: ${left.join()}`)
  if (outcome.ok && (await stat(output)).size === 0) throw new Error('an empty file')
  if (exitCode !== (outcome.ok ? 0 : 1)) throw new Error(`exit code ${exitCode} for ${JSON.stringify(outcome)}`)
  return outcome
}
