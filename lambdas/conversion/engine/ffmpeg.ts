import { spawn } from 'node:child_process'
import { ConversionError } from './reasons'
import { Transcript } from './transcript'

export interface FfmpegRun {
  readonly ffmpeg: string
  readonly args: readonly string[]
  /** Ends the whole process group at once. */
  readonly signal: AbortSignal
  /** Standard output, piece by piece as it comes. */
  readonly onOutput?: (text: string) => void
}

export interface FfmpegOutcome {
  /** Not to be trusted: 0 for half a file, and other numbers from version to version. */
  readonly exitCode: number | null
  readonly killedBy: NodeJS.Signals | null
  /** Beginning and end of what ffmpeg said. */
  readonly stderr: string
  readonly seconds: number
}

/**
 * Runs ffmpeg to its end, without a shell and with an empty environment: the media are a stranger's, and whatever takes over
 * the decoder shall find no credentials there.
 *
 * @throws ConversionError `system` when it does not start; `signal.reason` when aborted. The processes are gone in both cases.
 */
export const runFfmpeg = ({ ffmpeg, args, signal, onOutput }: FfmpegRun): Promise<FfmpegOutcome> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const started = performance.now()
    const child = spawn(ffmpeg, ['-nostdin', '-hide_banner', '-nostats', ...args], {
      env: {},
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = new Transcript()
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.add(text))
    child.stdout.setEncoding('utf8').on('data', (text: string) => onOutput?.(text))

    const kill = () => killGroup(child.pid)
    signal.addEventListener('abort', kill, { once: true })
    child.once('error', (cause) => {
      signal.removeEventListener('abort', kill)
      reject(new ConversionError('system', { detail: `${ffmpeg} does not start: ${cause.message}`, cause }))
    })
    child.once('close', (exitCode, killedBy) => {
      signal.removeEventListener('abort', kill)
      if (signal.aborted) return reject(signal.reason)
      resolve({ exitCode, killedBy, stderr: said.text(), seconds: (performance.now() - started) / 1000 })
    })
  })

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
