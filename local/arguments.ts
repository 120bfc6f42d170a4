import { UserError } from './errors'

export type StartArguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'start' }
  | { readonly kind: 'once'; readonly input: string; readonly output: string }

export const usage = `Usage:
  npm start                           start Audiolift on this machine, convert a sample, stay up until Ctrl-C
  npm start -- --once IN OUT.mp3      convert the file IN to OUT.mp3 and end
  npm start -- --help                 show this`

/** Exit code for wrong arguments. */
const misusedExitCode = 2

/** @throws UserError (exit code 2) with what is wrong and the correct usage. */
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
  return new UserError(`${reason}\n${usage}`, misusedExitCode)
}

export interface LogsArguments {
  readonly job?: string
  readonly stage: string
  /** Stay and show new lines. */
  readonly follow: boolean
}

const logsUsage = `Usage:
  npm run logs                               everything of the last ten minutes, then live until Ctrl-C
  npm run logs -- JOB                        one job's way through all rooms
  npm run logs -- [JOB] --stage dev          the same from AWS
  npm run logs -- [JOB] --no-follow          end when everything so far is shown`

/** @throws UserError (exit code 2) with what is wrong and the correct usage. */
export function parseLogs(argv: readonly string[]): LogsArguments {
  let job: string | undefined
  let stage = 'local'
  let follow = true
  const rest = [...argv]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--no-follow') follow = false
    else if (arg === '--stage') stage = rest.shift() ?? ''
    else if (arg.startsWith('-') || job !== undefined) throw new UserError(logsUsage, misusedExitCode)
    else job = arg
  }
  // Anything else than a word is neither a stage nor a job's id, and could be a pattern in CloudWatch's filter language.
  if (!/^\w+$/.test(stage)) throw new UserError(`--stage needs the name of a stage.\n${logsUsage}`, misusedExitCode)
  if (job !== undefined && !/^[\w-]+$/.test(job)) {
    throw new UserError(`“${job}” is not the id of a job.\n${logsUsage}`, misusedExitCode)
  }
  return { stage, follow, ...(job !== undefined && { job }) }
}
