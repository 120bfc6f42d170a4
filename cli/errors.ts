import { NetworkError, PartError, ProblemError } from '../client/api/errors'
import { type ExitCode, exitCodes } from './exit-codes'

/** An error that the user can fix. `message` is a sentence that says what is wrong and what to do next. */
export class CliError extends Error {
  override readonly name = 'CliError'

  /** @param code stable, for programs */
  constructor(
    readonly exitCode: ExitCode,
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export function usageError(message: string): CliError {
  return new CliError(exitCodes.usage, 'usage', message)
}

export function failure(code: string, message: string, options?: ErrorOptions): CliError {
  return new CliError(exitCodes.failed, code, message, options)
}

/** What went wrong, for people and programs. */
export interface Failure {
  readonly exitCode: ExitCode
  readonly code: string
  readonly message: string
}

/** @param flagOf returns the option that a field of a refused request came from, if any */
export function explain(error: unknown, flagOf: (field: string) => string | undefined = () => undefined): Failure {
  if (error instanceof CliError) return { exitCode: error.exitCode, code: error.code, message: error.message }
  if (error instanceof ProblemError) return explainProblem(error, flagOf)
  if (error instanceof NetworkError)
    return { exitCode: exitCodes.unreachable, code: 'unreachable', message: error.message }
  if (error instanceof PartError)
    return { exitCode: exitCodes.unreachable, code: 'storage-refused', message: error.message }
  const { code, message } = error as NodeJS.ErrnoException
  return { exitCode: exitCodes.failed, code: 'system', message: fileSentences[code ?? ''] ?? message ?? String(error) }
}

/** An error of `node:fs` in words. The caller names the path. */
const fileSentences: Readonly<Record<string, string>> = {
  EACCES: 'You do not have permission to use that file or folder.',
  EPERM: 'You do not have permission to use that file or folder.',
  ENOENT: 'There is no such file or folder.',
  ENOSPC: 'The disk is full. Make room and try again.',
  EROFS: 'The disk is read-only. Choose another place with -o.',
}

function explainProblem(problem: ProblemError, flagOf: (field: string) => string | undefined): Failure {
  const code = problem.type.replace(/^.*\//, '')
  if (code === 'wrong-credentials') return { exitCode: exitCodes.signedOut, code, message: sentence(problem.detail) }
  if (problem.status === 401) {
    const message =
      'You are not signed in, or your sign-in has expired. Run `audiolift login`, or set AUDIOLIFT_TOKEN to a valid token.'
    return { exitCode: exitCodes.signedOut, code, message }
  }
  if (problem.status === 403) return { exitCode: exitCodes.signedOut, code, message: sentence(problem.detail) }
  if (code === 'quota-exceeded') {
    const frees = problem.quota?.freesAt
    const when = frees === undefined ? '' : ` There is room again by ${frees}.`
    const message = `${sentence(problem.detail)}${when} \`audiolift quota\` shows what uses it.`
    return { exitCode: exitCodes.quota, code, message }
  }
  if (problem.status === 429 || problem.status >= 500)
    return { exitCode: exitCodes.unreachable, code, message: sentence(problem.detail) }
  if (problem.status !== 400 || problem.errors.length === 0)
    return { exitCode: exitCodes.failed, code, message: sentence(problem.detail) }
  const flags = problem.errors.map(({ field, message }) => `${flagOf(field) ?? field}: ${sentence(message)}`)
  return { exitCode: exitCodes.usage, code, message: flags.join('\n') }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
