import type { ExitCode } from '../exit-codes'
import type { World } from '../world'

export interface OptionSpec {
  /** `boolean` is a switch; the others take a value. */
  type: 'string' | 'boolean'
  short?: string
  /** May be given several times. */
  multiple?: boolean
  /** How help calls its value: `KB`. */
  value?: string
  /** One line of help. */
  about: string
  /** The values there are, for completion. */
  choices?: readonly string[]
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

/** What was given, by the option's name. */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export interface Invocation {
  /** What stands there beside the options. */
  operands: readonly string[]
  given: Given
  /** For programs: JSON on standard output, and nothing else. */
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
  /** More than a line, where more is to be said. */
  details?: string
  options: OptionSpecs
  examples: readonly Example[]
  /** First words there are, for completion; `files` where they are paths. */
  completes?: readonly string[] | 'files'
  /** Throws what `explain` understands. */
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
