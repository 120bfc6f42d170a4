import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { convert } from './convert'
import { fileSink } from './file-sink'
import { fileSource } from './file-source'
import { ConversionError, type ConversionReason } from './reasons'
import { type Bitrate, bitrates, type Progress } from './types'

export const usage = `Usage: npm run engine -- IN OUT.mp3 [options]

Converts the sound of a video or audio file to MP3, with the code that the service runs.

  --bitrate 192k   constant bit rate: ${bitrates.join(', ')} kb/s (default 192k)
  --workers N      encoders that may work at the same time (default: one for each core)
  --json           print the outcome as one JSON object
  --help           print this`

/** What the person who typed the command did wrong. */
class CommandError extends Error {
  override readonly name = 'CommandError'

  constructor(
    readonly reason: 'usage' | 'input' | 'output',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export interface CommandContext {
  /** What relative paths are relative to. */
  readonly directory: string
  /** Finds ffmpeg; throws a sentence that names how to get it. */
  readonly findFfmpeg: () => string
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  readonly onProgress?: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** Runs the command with the words behind its name. @returns the exit code: 0, 1 for a failure, 2 for a wrong call. */
export const runCommand = async (words: readonly string[], context: CommandContext): Promise<0 | 1 | 2> => {
  const json = words.includes('--json')
  try {
    const order = readOrder(words, context.directory)
    if (order === 'help') {
      context.out(usage)
      return 0
    }
    const ffmpeg = context.findFfmpeg()
    const result = await convertFile(order, ffmpeg, context)
    const { duration, bitrate, sampleRate, wallSeconds, workers } = result
    const makers = workers > 1 ? ` by ${workers} encoders` : ''
    context.out(
      json
        ? JSON.stringify({ ok: true, ...result })
        : `${order.output}: ${duration.toFixed(2)} s of audio, ${bitrate} kb/s, ${sampleRate} Hz, made in ${wallSeconds.toFixed(1)} s${makers}.`,
    )
    return 0
  } catch (error) {
    const failure = explain(error)
    if (json) context.out(JSON.stringify({ ok: false, ...failure }))
    else
      context.err(
        failure.reason === 'usage' ? `${failure.message}\n\n${usage}` : `${failure.message} (${failure.reason})`,
      )
    return failure.reason === 'usage' ? 2 : 1
  }
}

interface Order {
  readonly input: string
  readonly output: string
  readonly bitrate: Bitrate
  readonly workers: number
}

/** More would only wait for one another on any machine there is. */
const MAX_WORKERS = 64

const readOrder = (words: readonly string[], directory: string): Order | 'help' => {
  const { values, positionals } = parseWords(words)
  if (values.help) return 'help'
  const [input, output, ...more] = positionals
  if (!input || !output || more.length > 0)
    throw new CommandError('usage', 'Please name one input and one output file.')
  const asked = /^(\d+)k?$/.exec(values.bitrate)?.[1]
  const bitrate = bitrates.find((known) => String(known) === asked)
  if (!bitrate)
    throw new CommandError('usage', `MP3 has no bit rate of "${values.bitrate}". Use one of ${bitrates.join(', ')}.`)
  const workers = values.workers === undefined ? availableParallelism() : Number(values.workers)
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS)
    throw new CommandError('usage', `"${values.workers}" is no number of workers: it is 1 to ${MAX_WORKERS}.`)
  return { input: resolve(directory, input), output: resolve(directory, output), bitrate, workers }
}

const parseWords = (words: readonly string[]) => {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        bitrate: { type: 'string', default: '192k' },
        workers: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    if (!isParseError(error)) throw error
    const sentence = error.message.split('. ')[0] ?? error.message
    throw new CommandError('usage', sentence.endsWith('.') ? sentence : `${sentence}.`, { cause: error })
  }
}

/** https://nodejs.org/api/util.html#utilparseargsconfig: its errors are known by their codes. */
const isParseError = (error: unknown): error is NodeJS.ErrnoException =>
  (error as NodeJS.ErrnoException | undefined)?.code?.startsWith('ERR_PARSE_ARGS_') === true

/** The audio is made beside `output` and moved there at the end: there is a whole file of that name, or none. */
const convertFile = async ({ input, output, bitrate, workers }: Order, ffmpeg: string, context: CommandContext) => {
  await checkInput(input)
  await checkOutput(output, input)
  return convert(
    await fileSource(input),
    { format: 'mp3', bitrate },
    fileSink({ audio: output }),
    (progress) => context.onProgress?.(progress),
    context.signal,
    { ffmpeg, workDirectory: dirname(output), workers },
  )
}

const checkInput = async (input: string): Promise<void> => {
  const found = await existing(input)
  if (!found) throw new CommandError('input', `There is no file ${input}.`)
  if (!found.isFile())
    throw new CommandError('input', `${input} is ${found.isDirectory() ? 'a folder' : 'not a file'}.`)
  await access(input, constants.R_OK).catch((cause: unknown) => {
    throw new CommandError('input', `${input} cannot be read: you have no permission.`, { cause })
  })
}

const checkOutput = async (output: string, input: string): Promise<void> => {
  const folder = dirname(output)
  if (!(await existing(folder))?.isDirectory()) throw new CommandError('output', `There is no folder ${folder}.`)
  await access(folder, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw new CommandError('output', `${basename(output)} cannot be written: you have no permission for ${folder}.`, {
      cause,
    })
  })
  const found = await existing(output)
  if (!found) return
  if (!found.isFile())
    throw new CommandError('output', `${output} is ${found.isDirectory() ? 'a folder' : 'not a file'}.`)
  const isInput = (await realpath(output)) === (await realpath(input))
  if (isInput) throw new CommandError('output', 'Input and output are the same file.')
}

const existing = (path: string) =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })

interface Failure {
  readonly reason: ConversionReason | CommandError['reason'] | 'interrupted'
  /** A sentence for the person. */
  readonly message: string
  readonly detail?: string
}

const explain = (error: unknown): Failure => {
  if (error instanceof CommandError) return { reason: error.reason, message: error.message }
  if (error instanceof ConversionError) {
    const { reason, message, detail } = error
    return { reason, message, ...(detail !== undefined && { detail }) }
  }
  if (error instanceof DOMException && error.name === 'AbortError')
    return { reason: 'interrupted', message: 'Interrupted.' }
  return { reason: 'system', message: error instanceof Error ? error.message : String(error) }
}
