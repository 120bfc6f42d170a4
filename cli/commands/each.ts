import { explain, usageError } from '../errors'
import { type ExitCode, exitCodes } from '../exit-codes'
import type { Invocation } from '../words/command'

/**
 * Carries out an action for each given id and reports the result: one JSON document per line, or the sentence from `done`. One failure does not
 * stop the others. @returns the worst exit code
 *
 * @throws CliError when there is no id; the signal's reason
 */
export async function forEachId<T extends object>(
  { operands, json, world: { terminal, signal } }: Invocation,
  example: string,
  act: (id: string) => Promise<T>,
  done: (id: string, result: T) => string,
): Promise<ExitCode> {
  if (operands.length === 0) throw usageError(`Say which by their ids, such as \`${example}\`.`)
  let worst: ExitCode = exitCodes.ok
  for (const id of operands) {
    try {
      const result = await act(id)
      if (json) terminal.result(JSON.stringify({ id, ...result }))
      else terminal.tell(done(id, result))
    } catch (error) {
      signal.throwIfAborted()
      const failure = explain(error)
      worst = Math.max(worst, failure.exitCode) as ExitCode
      if (json) terminal.result(JSON.stringify({ id, error: failure }))
      terminal.tell(`${id}: ${failure.message}`)
    }
  }
  return worst
}

/** Ids are UUIDs; anything else could change the path of the request. @throws CliError */
export function checkedId(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    throw usageError(`“${id}” is not an id. \`audiolift ls\` shows them.`)
  return id
}
