import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import {
  ConversionError,
  type ConversionReason,
  type ConvertEnvironment,
  type ConvertResult,
  convert,
  fileSink,
  fileSource,
  type Progress,
} from '../../lambdas/conversion/engine'
import { type Order, readOrder, UsageError, usage } from './command-line'

/** A file that the command was given cannot be used. */
class CommandError extends Error {
  override readonly name = 'CommandError'

  constructor(
    readonly reason: 'input' | 'output',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export interface CommandContext {
  /** What relative paths are relative to. */
  readonly directory: string
  /** Finds or brings ffmpeg, the encoder and the launcher. @throws Error with a sentence that says how to get what is missing */
  readonly findPrograms: () => Promise<Pick<ConvertEnvironment, 'ffmpeg' | 'encoder' | 'launcher'>>
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  readonly onProgress?: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** Runs the command with the words behind its name. @returns the exit code: 0, or 1 with a reason. */
export async function runCommand(words: readonly string[], context: CommandContext): Promise<0 | 1> {
  const json = words.includes('--json')
  try {
    const order = readOrder(words, context.directory)
    if (order === 'help') {
      context.out(usage)
      return 0
    }
    const result = await convertFile(order, context)
    context.out(json ? JSON.stringify({ ok: true, ...result }) : `${order.output}: ${spoken(result)}`)
    return 0
  } catch (error) {
    const failure = explain(error)
    if (json) context.out(JSON.stringify({ ok: false, ...failure }))
    else
      context.err(
        failure.reason === 'usage' ? `${failure.message}\n\n${usage}` : `${failure.message} (${failure.reason})`,
      )
    return 1
  }
}

function spoken({ duration, bitrate, sampleRate, wallSeconds, workers }: ConvertResult): string {
  const rate = bitrate === undefined ? '' : `${bitrate} kb/s, `
  const makers = workers > 1 ? ` by ${workers} encoders` : ''
  return `${duration.toFixed(2)} s of audio, ${rate}${sampleRate} Hz, made in ${wallSeconds.toFixed(1)} s${makers}.`
}

/** The audio is made beside `output` and moved there at the end: there is a whole file of that name, or none. */
async function convertFile(order: Order, context: CommandContext) {
  const { input, output, peaks, options, workers } = order
  await checkInput(input)
  await checkOutput(output, input)
  if (peaks !== undefined) await checkOutput(peaks, input)
  if (peaks === output) throw new CommandError('output', 'Audio and peaks cannot be the same file.')
  const programs = await context.findPrograms()
  return convert({
    source: await fileSource(input),
    options,
    sink: fileSink({ audio: output, ...(peaks !== undefined && { 'peaks-fine': peaks }) }),
    onProgress: context.onProgress,
    signal: context.signal,
    ...programs,
    workDirectory: dirname(output),
    workers,
  })
}

async function checkInput(input: string): Promise<void> {
  const found = await existing(input)
  if (!found) throw new CommandError('input', `There is no file ${input}.`)
  if (!found.isFile())
    throw new CommandError('input', `${input} is ${found.isDirectory() ? 'a folder' : 'not a file'}.`)
  await access(input, constants.R_OK).catch((cause: unknown) => {
    throw new CommandError('input', `${input} cannot be read: you have no permission.`, { cause })
  })
}

async function checkOutput(output: string, input: string): Promise<void> {
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

function existing(path: string) {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
}

interface Failure {
  readonly reason: ConversionReason | CommandError['reason'] | 'usage' | 'interrupted'
  /** A sentence for the person. */
  readonly message: string
  readonly detail?: string
}

function explain(error: unknown): Failure {
  if (error instanceof UsageError) return { reason: 'usage', message: error.message }
  if (error instanceof CommandError) return { reason: error.reason, message: error.message }
  if (error instanceof ConversionError) {
    const { reason, message, detail } = error
    return { reason, message, ...(detail !== undefined && { detail }) }
  }
  if (error instanceof DOMException && error.name === 'AbortError')
    return { reason: 'interrupted', message: 'Interrupted.' }
  return { reason: 'system', message: error instanceof Error ? error.message : String(error) }
}
