import { version } from '../package.json'
import { commands } from './commands'
import { explain, type Failure, usageError } from './errors'
import { type ExitCode, exitCodes } from './exit-codes'
import { helpOf, helpOfAll } from './words/help'
import { parseWords } from './words/parse'
import type { World } from './world'

/** Runs the command line. @returns the exit code; never throws */
export async function run(words: readonly string[], world: World): Promise<ExitCode> {
  const { terminal, signal } = world
  const json = words.includes('--json')
  try {
    return await dispatch(words, world)
  } catch (error) {
    const failure: Failure = signal.aborted
      ? {
          exitCode: exitCodes.interrupted,
          code: 'interrupted',
          message: 'Interrupted. Run the same command again to resume.',
        }
      : explain(error)
    if (json) terminal.result(JSON.stringify({ error: failure }))
    terminal.tell(failure.message)
    return failure.exitCode
  }
}

async function dispatch(words: readonly string[], world: World): Promise<ExitCode> {
  const { terminal } = world
  const [name, ...rest] = words
  if (name === '--version' || name === '-v') terminal.result(version)
  else if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const asked = commands.find((each) => each.name === rest[0])
    terminal.result(asked ? helpOf(asked) : helpOfAll(commands))
  } else {
    const command = commands.find((each) => each.name === name)
    if (command === undefined) throw usageError(`There is no command “${name}”. \`audiolift --help\` lists them.`)
    const { operands, given } = parseWords(command, rest)
    if (given.help !== true) return command.run({ operands, given, json: given.json === true, world })
    terminal.result(helpOf(command))
  }
  return exitCodes.ok
}
