import { parseArgs } from 'node:util'
import { withNegativeNumbers } from '../../options/flags'
import { usageError } from '../errors'
import { type Command, commonOptions, type Given, type OptionSpecs, text } from './command'

/** @throws CliError when an argument is not understood. */
export function parseWords(
  command: Command,
  words: readonly string[],
): { readonly operands: string[]; readonly given: Given } {
  const options: OptionSpecs = { ...command.options, ...commonOptions }
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple = false }]) => [
      name,
      { type, multiple, ...(short !== undefined && { short }) },
    ]),
  )
  try {
    const { values, positionals } = parseArgs({
      args: withNegativeNumbers(words, (name) => options[name]?.type === 'string'),
      allowPositionals: true,
      options: config,
    })
    return { operands: positionals, given: values as Given }
  } catch (error) {
    // https://nodejs.org/api/util.html#utilparseargsconfig: its errors are known by their codes.
    const { code, message } = error as NodeJS.ErrnoException
    if (code?.startsWith('ERR_PARSE_ARGS_') !== true) throw error
    const said = message.split(/\. (?=To specify)/)[0] ?? message
    throw usageError(`${said.replace(/\.$/, '')}. \`audiolift ${command.name} --help\` lists what there is.`)
  }
}

/** A whole number within limits. @throws CliError */
export function wholeNumber(
  given: Given,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
) {
  const value = text(given, name)
  if (value === undefined) return undefined
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || number > most)
    throw usageError(`--${name}: “${value}” is not a whole number from ${least} to ${most}.`)
  return number
}

/** One of the option's choices. @throws CliError */
export function choice<T extends string>(given: Given, name: string, choices: readonly T[]): T | undefined {
  const value = text(given, name)
  if (value === undefined) return undefined
  const found = choices.find((each) => each === value)
  if (found === undefined) throw usageError(`--${name}: “${value}” is not one of ${choices.join(', ')}.`)
  return found
}
