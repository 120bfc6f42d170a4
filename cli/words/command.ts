import type { ExitCode } from '../exit-codes'
import type { World } from '../world'

export interface OptionSpec {
  /** `boolean` is a switch; the others take a value. */
  type: 'string' | 'boolean'
  short?: string
  /** May be given several times. */
  multiple?: boolean
  /** The name of its value in the help: `KB`. */
  value?: string
  /** One line of help. */
  about: string
  /** The possible values, for completion. */
  choices?: readonly string[]
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

/** The given values, by option name. */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export interface Invocation {
  /** The operands: arguments that are not options. */
  operands: readonly string[]
  given: Given
  /** Write JSON, and nothing else, to standard output. */
  json: boolean
  world: World
}

export interface Example {
  line: string
  about: string
}

export interface Command {
  name: string
  /** What follows the name in the usage line: `FILE|URL|DIR…`. */
  operands: string
  /** One line. */
  about: string
  /** More than one line, if needed. */
  details?: string
  options: OptionSpecs
  examples: readonly Example[]
  /** The possible first operands, for completion; `files` if they are paths. */
  completes?: readonly string[] | 'files'
  /** Throws errors that `explain` understands. */
  run(invocation: Invocation): Promise<ExitCode>
}

/** Options of every command. */
export const commonOptions: OptionSpecs = {
  json: { type: 'boolean', about: 'JSON on standard output, for programs' },
  url: { type: 'string', value: 'URL', about: 'the service (else AUDIOLIFT_URL, the local cloud, or the last login)' },
  help: { type: 'boolean', short: 'h', about: 'print this' },
}

export const text = (given: Given, name: string): string | undefined => {
  const value = given[name]
  return typeof value === 'string' ? value : undefined
}

export const texts = (given: Given, name: string): readonly string[] => {
  const value = given[name]
  return Array.isArray(value) ? value : []
}
