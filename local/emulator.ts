import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { markedEmulator, markRunning, markStopped, moveState, rewindStreams, whyTorn, wipe } from './emulator-state'
import { UserError } from './errors'
import type { Paths } from './paths'
import { choosePort, rememberedPort, rememberPort } from './ports'
import { identityOf, isAlive, signal, startDetached, treeOf, waitUntilGone } from './processes'
import type { Toolchain } from './toolchain'

export interface Emulator {
  readonly port: number
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly pid: number
  /** Resolves when it ends unasked. */
  readonly vanished: Promise<void>
  stop(): Promise<void>
}

export const preferredPort = 4566

/** Milliseconds. It is ready in 0.5 s and saves in well under a second; a loaded machine may need many times that. */
const readyWithin = 30_000
const stopWithin = 15_000
const portAttempts = 5

/**
 * The complete environment of the emulator and of every Lambda. Nothing else may leak into them.
 *
 * Docker points at nothing, because the emulator would otherwise look for its containers there and remove them.
 */
export function emulatorEnvironment(paths: Paths, tools: Toolchain, port: number): NodeJS.ProcessEnv {
  return {
    PATH: [tools.node24, join(paths.venv, 'bin'), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: paths.tmp,
    TMPDIR: paths.tmp,
    LANG: 'C.UTF-8',
    PYTHONUTF8: '1',
    PYTHONUNBUFFERED: '1',
    TZ: 'UTC',
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    AWS_DEFAULT_REGION: 'us-east-1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    PERSIST_STATE: '1',
    S3_PERSIST: '1',
    STATE_DIR: paths.state,
    S3_DATA_DIR: paths.s3,
    // Cognito sends no mail if it verifies no attribute by itself; the emulator would.
    COGNITO_EMAIL_ENABLED: '0',
    LOG_LEVEL: 'INFO',
    DOCKER_HOST: 'unix:///nonexistent/audiolift-uses-no-docker.sock',
  }
}

/**
 * Starts MiniStack and waits until it answers. An emulator that outlived its `npm start` is stopped first, which saves its
 * state. A state that was never saved is removed, and `onNote` is told.
 *
 * @throws UserError when it does not become ready.
 */
export async function startEmulator(
  paths: Paths,
  tools: Toolchain,
  onNote: (sentence: string) => void,
): Promise<Emulator> {
  await settleLastRun(paths, onNote)
  rmSync(paths.tmp, { recursive: true, force: true })
  for (const folder of [paths.tmp, paths.logs, paths.state, paths.s3]) mkdirSync(folder, { recursive: true })
  // The workers' scripts are CommonJS and end in .js; without this, the project's `"type": "module"` would apply to them.
  writeFileSync(join(paths.tmp, 'package.json'), '{ "type": "commonjs" }\n')
  rewindStreams(paths)
  const log = join(paths.logs, 'emulator.log')
  for (let attempt = 1; attempt <= portAttempts; attempt++) {
    const last = rememberedPort(paths.ports, 'emulator')
    const port = await choosePort(preferredPort, last)
    if (last !== undefined && last !== port) moveState(paths, last, port)
    rememberPort(paths.ports, 'emulator', port)
    const emulator = await launch(paths, tools, port, log)
    if (emulator) return emulator
    if (!/Address already in use|already in use/i.test(readFileSync(log, 'utf8'))) break
  }
  throw new UserError(`The emulator did not start: ${lastLine(log)} The full output is in ${log}.`)
}

/** Starts it on one port. `undefined` if it ends before it is ready, for example because the port was taken meanwhile. */
async function launch(paths: Paths, tools: Toolchain, port: number, log: string): Promise<Emulator | undefined> {
  if (existsSync(log)) renameSync(log, join(paths.logs, 'emulator.previous.log'))
  const program = [join(paths.root, 'local', 'emulator.py'), paths.running]
  const child = startDetached(tools.python, program, log, emulatorEnvironment(paths, tools, port))
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const { pid } = child
  if (pid === undefined) throw new UserError(`The emulator could not be started with ${tools.python}.`)
  // The mark comes first: if we are killed in between, the next start must find the process.
  markRunning(paths, pid, (await identityOf(pid)) ?? '')
  const url = `http://127.0.0.1:${port}`
  if (!(await isReady(url, child, log))) {
    await stopProcess(pid)
    // It never served, so the state on disk is still complete.
    markStopped(paths)
    return undefined
  }
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= stopProcess(pid).then((clean) => {
      if (clean) markStopped(paths)
    })
    return stopping
  }
  const vanished = ended.then(() => (stopping ? new Promise<void>(() => undefined) : undefined))
  return { port, url, pid, vanished, stop }
}

/**
 * Stops an emulator that outlived the command that started it, which saves its state.
 *
 * @returns `none` if no emulator was left running, `saved` if it was stopped, `lost` if it is gone with its state.
 */
export async function stopOrphan(paths: Paths, onNote: (sentence: string) => void): Promise<'none' | 'saved' | 'lost'> {
  const marked = markedEmulator(paths)
  if (!marked) return 'none'
  if ((await identityOf(marked.pid)) !== marked.identity) return 'lost'
  onNote(`An emulator of an earlier start is still running (process ${marked.pid}); stopping it.`)
  if (!(await stopProcess(marked.pid))) return 'lost'
  markStopped(paths)
  return 'saved'
}

/** Prepares the folders for a start, however the last run ended. */
async function settleLastRun(paths: Paths, onNote: (sentence: string) => void): Promise<void> {
  const emulatorVanished = (await stopOrphan(paths, onNote)) === 'lost'
  const torn = whyTorn({ emulatorVanished, deploymentInterrupted: existsSync(paths.deploying) })
  if (torn === undefined) return
  wipe(paths)
  onNote(torn)
}

/**
 * Asks the emulator to stop and waits; then ends every remaining Lambda worker and the processes they started.
 *
 * @returns whether it stopped by itself, and so saved its state.
 */
async function stopProcess(pid: number): Promise<boolean> {
  const wasAlive = isAlive(pid)
  const tree = await treeOf(pid)
  signal(pid, 'SIGTERM')
  const clean = await waitUntilGone([pid], stopWithin)
  for (const each of tree.filter(isAlive)) signal(each, 'SIGKILL')
  await waitUntilGone(tree, stopWithin)
  return wasAlive && clean
}

/**
 * Its own log shows that it has the port. An answer on the port is not enough: it may come from another emulator that took
 * the port a moment before.
 */
async function isReady(url: string, child: ChildProcess, log: string): Promise<boolean> {
  const deadline = Date.now() + readyWithin
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (readFileSync(log, 'utf8').includes(`Running on ${url}`)) return answers(`${url}/_ministack/health`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}

/** Whether an address answers with a 2xx; `false` if there is no server. */
export async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    async (response) => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
}

function lastLine(log: string): string {
  const line = readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? ''
  return line === '' ? 'it said nothing.' : `${line.replace(/\.$/, '')}.`
}
