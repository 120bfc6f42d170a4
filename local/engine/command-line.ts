import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ConvertOptions } from '../../lambdas/shared/audio/options'
import { flagOf, type Given, parsingOf, readFlags, withNegativeNumbers } from '../../options/flags'
import { optionTable } from '../../options/table'

/** Options of the command itself. */
const own = {
  peaks: { value: 'FILE', help: 'also write the waveform’s peaks, 20 a second, as JSON for wavesurfer.js' },
  workers: { value: 'N', help: 'encoders that may work at the same time (else one for each core)' },
  json: { value: '', help: 'print the outcome as one JSON object' },
  help: { value: '', help: 'print this' },
} as const

export const usage = `Usage: npm run engine -- IN OUT [options]

Converts the sound of a video or audio file, with the code that the service runs.

${[
  ...Object.values(optionTable).map(({ flag, value = '', help }) => helpOf(flag, value, help)),
  ...Object.entries(own).map(([flag, { value, help }]) => helpOf(flag, value, help)),
].join('\n')}`

function helpOf(flag: string, value: string, help: string): string {
  return `  ${`--${flag} ${value}`.padEnd(22)} ${help}`
}

/** The command cannot be understood. `message` is a sentence for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface Order {
  readonly input: string
  readonly output: string
  /** Where the peaks go, if anybody wants them. */
  readonly peaks: string | undefined
  readonly options: ConvertOptions
  readonly workers: number
}

/** More would only wait for one another on any machine there is. */
const maxWorkers = 64

/** @param directory what relative paths are relative to @throws UsageError */
export function readOrder(words: readonly string[], directory: string): Order | 'help' {
  const { values, positionals } = parseWords(words)
  if (values.help) return 'help'
  const [input, output, ...more] = positionals
  if (!input || !output || more.length > 0) throw new UsageError('Please name one input and one output file.')
  const workers = values.workers === undefined ? availableParallelism() : Number(values.workers)
  if (!Number.isInteger(workers) || workers < 1 || workers > maxWorkers)
    throw new UsageError(`"${values.workers}" is not a number of workers from 1 to ${maxWorkers}.`)
  return {
    input: resolve(directory, input),
    output: resolve(directory, output),
    peaks: values.peaks === undefined ? undefined : resolve(directory, values.peaks),
    options: readOptions(values, output),
    workers,
  }
}

/** The schema of the API says what may be asked for. */
function readOptions(given: Given, output: string): ConvertOptions {
  const read = ConvertOptions.safeParse(readFlags(given, output, (sentence) => new UsageError(sentence)))
  if (read.success) return read.data
  const [issue] = read.error.issues
  const isUnknown = issue?.code === 'unrecognized_keys'
  const path = [...(issue?.path ?? []), ...(isUnknown ? issue.keys : [])].join('.')
  throw new UsageError(`${flagOf(path) ?? path}: ${isUnknown ? 'Unknown tag.' : issue?.message}`)
}

const flags = Object.fromEntries(Object.values(optionTable).map((option) => [option.flag, parsingOf(option)]))

function parseWords(words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: withNegativeNumbers(words, (flag) => flags[flag]?.type === 'string'),
      allowPositionals: true,
      options: {
        ...flags,
        peaks: { type: 'string' },
        workers: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return { values, positionals }
  } catch (error) {
    if (!isParseError(error)) throw error
    const sentence = error.message.split('. ')[0] ?? error.message
    throw new UsageError(sentence.endsWith('.') ? sentence : `${sentence}.`, { cause: error })
  }
}

/** https://nodejs.org/api/util.html#utilparseargsconfig: its errors are known by their codes. */
function isParseError(error: unknown): error is NodeJS.ErrnoException {
  return (error as NodeJS.ErrnoException | undefined)?.code?.startsWith('ERR_PARSE_ARGS_') === true
}
