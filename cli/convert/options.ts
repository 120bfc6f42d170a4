import type { ConversionOptions } from '../../client/api/types'
import { parsingOf, readFlags } from '../../options/flags'
import { type Option, optionTable } from '../../options/table'
import { usageError } from '../errors'
import type { Given, OptionSpec, OptionSpecs } from '../words/command'

/** A new option in the API’s description does not compile here until the table has it. */
const table: Readonly<Record<keyof ConversionOptions, Option>> = optionTable

/** For the words of a command that converts. */
export const conversionSpecs: OptionSpecs = Object.fromEntries(
  Object.values(table).map((option) => [option.flag, specOf(option)]),
)

function specOf(option: Option): OptionSpec {
  const { values, value, help } = option
  return {
    ...parsingOf(option),
    ...(value !== undefined && { value }),
    ...(values.kind === 'choice' && { choices: values.choices.map(String) }),
    about: help,
  }
}

/**
 * What the API is to be asked for. What it allows is known by the API alone: see `checkOptions`.
 *
 * @param output the file that was asked for: its ending tells the format
 * @throws CliError for what has no meaning at all
 */
export function conversionOptions(given: Given, output?: string): ConversionOptions {
  return readFlags(given, output, usageError)
}

/** The ending of the audio's name; undefined where only the service knows: a copy is in the source's own codec. */
export function endingOf({ format = 'mp3', chapters }: ConversionOptions): string | undefined {
  if (chapters === 'split') return 'zip'
  return format === 'copy' ? undefined : format
}
