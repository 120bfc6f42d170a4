import type { ExitCode } from '../exit-codes'
import type { World } from '../world'

export interface OptionSpec {
  /** `boolean` is a switch; the others take a value. */
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** May be given several times. */
  readonly multiple?: boolean
  /** The name of its value in the help: `KB`. */
  readonly value?: string
  /** One line of help. */
  readonly about: string
  /** The possible values, for completion. */
  readonly choices?: readonly string[]
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

/** The given values, by option name. */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export interface Invocation {
  /** The operands: arguments that are not options. */
  readonly operands: readonly string[]
  readonly given: Given
  /** Write JSON, and nothing else, to standard output. */
  readonly json: boolean
  readonly world: World
}

export interface Example {
  readonly line: string
  readonly about: string
}

export interface Command {
  readonly name: string
  /** What follows the name in the usage line: `FILE|URL|DIR…`. */
  readonly operands: string
  /** One line. */
  readonly about: string
  /** More than one line, if needed. */
  readonly details?: string
  readonly options: OptionSpecs
  readonly examples: readonly Example[]
  /** The possible first operands, for completion; `files` if they are paths. */
  readonly completes?: readonly string[] | 'files'
  /** Throws errors that `explain` understands. */
  run(invocation: Invocation): Promise<ExitCode>
}

/** Options of every command. */
export const commonOptions: OptionSpecs = {
  json: { type: 'boolean', about: 'JSON on standard output, for programs' },
  url: { type: 'string', value: 'URL', about: 'the service (else AUDIOLIFT_URL, the local cloud, or the last login)' },
  help: { type: 'boolean', short: 'h', about: 'print this' },
}

export function text(given: Given, name: string): string | undefined {
  const value = given[name]
  return typeof value === 'string' ? value : undefined
}

export function texts(given: Given, name: string): readonly string[] {
  const value = given[name]
  return Array.isArray(value) ? value : []
}
