import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ConversionError } from '../model/reasons'
import { type Launch, launched, launchFailure } from './launcher'
import { Transcript } from './transcript'
import { noteProcess } from './usage'

export interface ProgramRun extends Launch {
  /** Ends the whole process group at once. */
  readonly signal: AbortSignal
  /** What goes to standard input, piece by piece as the program takes it. */
  readonly input?: AsyncIterable<Uint8Array>
  /** Reads standard output; what it leaves is thrown away, and when it throws the run ends with that. */
  readonly read?: (output: Readable) => Promise<void>
  /** Lets it stop early in good order (SIGTERM), with all that it has made so far in its output. */
  readonly enough?: AbortSignal
  /** What it writes to descriptor 3. */
  readonly onProgress?: (text: string) => void
  /** What it writes to descriptor 4. */
  readonly onMeasured?: (text: string) => void
}

export interface ProgramOutcome {
  readonly exitCode: number | null
  readonly killedBy: NodeJS.Signals | null
  /** Beginning and end of what it said. */
  readonly stderr: string
  readonly seconds: number
}

/**
 * Runs a program to its end, without a shell and with an empty environment, within the kernel's limits: it works on a stranger's
 * file, and an attacker who takes it over must find no credentials there.
 *
 * @throws ConversionError `system` when it does not start, `timeout` when it used up its CPU time; `signal.reason` when aborted; what `read` or `input` throws. The processes are gone in all cases.
 */
export function runProgram(run: ProgramRun): Promise<ProgramOutcome> {
  return new Promise((resolve, reject) => {
    const { signal, input, enough, read, onProgress, onMeasured } = run
    const { path } = run.program
    signal.throwIfAborted()
    const started = performance.now()
    const { program, args } = launched(run)
    const child = spawn(program, args, {
      env: {},
      detached: true,
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    })
    const pipes = child.stdio.slice(1) as Readable[] as [Readable, Readable, Readable, Readable]
    const [stdout, stderr, progress, measured] = pipes
    const said = new Transcript()
    stderr.setEncoding('utf8').on('data', (text: string) => said.add(text))
    progress.setEncoding('utf8').on('data', (text: string) => onProgress?.(text))
    measured.setEncoding('utf8').on('data', (text: string) => onMeasured?.(text))

    const kill = () => killGroup(child.pid)
    let broken: { readonly error: unknown } | undefined
    const fail = (error: unknown) => {
      broken ??= { error }
      kill()
    }
    const reading = (read?.(stdout) ?? Promise.resolve()).catch(fail).then(() => drain(stdout))
    const feeding = input && child.stdin ? pipeline(input, child.stdin).catch(unlessClosed(fail)) : undefined
    signal.addEventListener('abort', kill, { once: true })
    enough?.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
    child.once('error', (cause) => {
      signal.removeEventListener('abort', kill)
      reject(new ConversionError('system', { detail: `${path} does not start: ${cause.message}`, cause }))
    })
    child.once('close', async (exitCode, killedBy) => {
      await reading
      await feeding
      noteProcess(started, said.text())
      signal.removeEventListener('abort', kill)
      if (signal.aborted) return reject(signal.reason)
      const failure = launchFailure(exitCode, said.text())
      if (failure) return reject(new ConversionError('system', { detail: `${path} does not start: ${failure}` }))
      if (broken) return reject(broken.error)
      if (isOutOfTime(killedBy, said.text())) return reject(new ConversionError('timeout', { detail: said.text() }))
      resolve({ exitCode, killedBy, stderr: said.text(), seconds: (performance.now() - started) / 1000 })
    })
  })
}

/** Throws away what is left. A reader that stopped on the way has left its listener there, and a stream with one does not flow. */
function drain(output: Readable): void {
  output.removeAllListeners('readable')
  output.resume()
}

/** At its limit of CPU time the kernel sends SIGXCPU, on which ffmpeg ends in good order, and says so. */
function isOutOfTime(killedBy: NodeJS.Signals | null, stderr: string): boolean {
  return (
    killedBy === 'SIGXCPU' ||
    new RegExp(`^Exiting normally, received signal ${constants.signals.SIGXCPU}\\.`, 'm').test(stderr)
  )
}

/** It may end before it has taken everything: how it ended tells why. */
function unlessClosed(fail: (error: unknown) => void) {
  return (error: NodeJS.ErrnoException): void => {
    if (!['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(error.code ?? '')) fail(error)
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
