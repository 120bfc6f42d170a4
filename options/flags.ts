import { type FormatName, formatNames } from './formats'
import { type Option, type OptionName, optionNames, optionTable } from './table'

/** What stands behind each flag, by its name. */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/** Makes the caller's error of a sentence for the person. */
export type Refuse = (sentence: string) => Error

/** How a flag is parsed, as `util.parseArgs` of Node wants it. */
export function parsingOf({ values }: Option): { readonly type: 'string' | 'boolean'; readonly multiple: boolean } {
  return {
    type: values.kind === 'switch' ? 'boolean' : 'string',
    multiple: values.kind === 'tags' || values.kind === 'chapters',
  }
}

/**
 * The options that flags ask for. Limits are not looked at: that is for the API's schema.
 *
 * @param output the file that was asked for: its ending tells the format, if no flag does
 * @throws what `refuse` makes, for what has no meaning at all
 */
export function readFlags(given: Given, output: string | undefined, refuse: Refuse): Record<string, unknown> {
  const format = formatOf(output)
  const read = optionNames.map((name) => [name, readFlag(optionTable[name], given, refuse)] as const)
  const asked = Object.fromEntries(read.filter(([, value]) => value !== undefined))
  return { ...(format !== undefined && { format }), ...asked }
}

function formatOf(output: string | undefined): FormatName | undefined {
  return formatNames.find((name) => output?.toLowerCase().endsWith(`.${name}`))
}

function readFlag(option: Option, given: Given, refuse: Refuse): unknown {
  const value = given[option.flag]
  if (value === undefined || typeof value === 'boolean') return value
  const complain: Refuse = (problem) => refuse(`--${option.flag}: ${problem}`)
  if (typeof value !== 'string') return value.length === 0 ? undefined : readPairs(option, value, complain)
  const { values } = option
  if (values.kind === 'seconds') return secondsOf(value, complain)
  const isNumber = values.kind === 'number' || (values.kind === 'choice' && typeof values.choices[0] === 'number')
  return isNumber ? numberOf(option.typed === 'kilobits' ? value.replace(/k$/i, '') : value, complain) : value
}

function readPairs({ values }: Option, pairs: readonly string[], complain: Refuse): unknown {
  if (values.kind === 'chapters')
    return pairs.map((pair) => {
      const [start, title] = pairOf(pair, '1:30=Dinner', complain)
      return { start: secondsOf(start, complain), title }
    })
  const tags = pairs.map((pair) => pairOf(pair, 'title=Holiday', complain))
  return Object.fromEntries(tags.map(([tag, text]) => [camel(tag), text]))
}

function numberOf(value: string, complain: Refuse): number {
  if (!/^-?\d*\.?\d+$/.test(value)) throw complain(`“${value}” is not a number.`)
  return Number(value)
}

/** `90`, `1:30` and `0:01:30.5`. */
function secondsOf(value: string, complain: Refuse): number {
  if (!/^(\d+:){0,2}\d*\.?\d+$/.test(value))
    throw complain(`“${value}” is not a time, for example 90 (seconds) or 1:30.`)
  return value.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0)
}

function pairOf(value: string, example: string, complain: Refuse): [string, string] {
  const at = value.indexOf('=')
  if (at < 1) throw complain(`“${value}” is not a pair, for example ${example}.`)
  return [value.slice(0, at), value.slice(at + 1)]
}

/** `--sample-rate` of `sampleRate` or `options.sampleRate`, `--tag title` of `tags.title`. */
export function flagOf(path: string): string | undefined {
  const [field, detail] = path.replace(/^options\./, '').split('.')
  const name = optionNames.find((each) => each === field) satisfies OptionName | undefined
  if (name === undefined) return undefined
  return name === 'tags' && detail !== undefined ? `--tag ${kebab(detail)}` : `--${optionTable[name].flag}`
}

function kebab(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function camel(flag: string): string {
  return flag.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * `--loudness -16` as `--loudness=-16`: `parseArgs` takes a value with a dash for an option.
 *
 * @param takesValue whether a value follows the flag of that name
 */
export function withNegativeNumbers(words: readonly string[], takesValue: (flag: string) => boolean): string[] {
  const joined: string[] = []
  for (const word of words) {
    const before = joined.at(-1)
    if (before?.startsWith('--') && takesValue(before.slice(2)) && /^-\.?\d/.test(word))
      joined[joined.length - 1] = `${before}=${word}`
    else joined.push(word)
  }
  return joined
}
