import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** An error that the user can understand and fix. It is printed as one sentence, without a stack. */
export class UserError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message)
    this.name = 'UserError'
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Does what throws sentences, and throws them for a person. @throws UserError with the message of what was thrown */
export function asUserError<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new UserError(messageOf(error))
  }
}

/** The `code` of a system error (`ENOENT`, `EADDRINUSE`), if it is one. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

/**
 * Runs a command line's `main` and turns its outcome into an exit code. A `UserError` is printed as a sentence. Anything
 * else is a bug, and its stack goes to a file instead of the terminal.
 */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.exitCode = error instanceof UserError ? error.exitCode : 1
    console.error(error instanceof UserError ? error.message : unexpected(error))
  }
}

function unexpected(error: unknown): string {
  const folder = join(process.cwd(), '.audiolift', 'logs')
  const file = join(folder, 'crash.log')
  mkdirSync(folder, { recursive: true })
  const stack = error instanceof Error ? error.stack : String(error)
  appendFileSync(file, `${new Date().toISOString()} ${stack}\n`)
  return `Something went wrong that should not have: ${messageOf(error)}. Details are in ${file}.`
}
