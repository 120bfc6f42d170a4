import { UserError } from './errors'

export type StartArguments = { kind: 'help' } | { kind: 'start' } | { kind: 'once'; input: string; output: string }

export const USAGE = `Usage:
  npm start                           start Audiolift on this machine, convert a sample, stay up until Ctrl-C
  npm start -- --once IN OUT.mp3      convert the file IN to OUT.mp3 and end
  npm start -- --help                 show this`

/** Exit code of a command line that was not understood. */
const MISUSED = 2

/** @throws UserError (exit code 2) with what is wrong and how it is meant. */
export function parseStart(argv: readonly string[]): StartArguments {
  const [first, ...rest] = argv
  if (first === undefined) return { kind: 'start' }
  if (first === '--help' || first === '-h') return { kind: 'help' }
  if (first !== '--once') throw misused(`“${first}” is not understood.`)
  const [input, output, extra] = rest
  if (input === undefined || output === undefined)
    throw misused('--once needs the file to convert and the MP3 to write.')
  if (extra !== undefined) throw misused(`--once takes two files; “${extra}” is one too many.`)
  return { kind: 'once', input, output }
}

function misused(reason: string): UserError {
  return new UserError(`${reason}\n${USAGE}`, MISUSED)
}
