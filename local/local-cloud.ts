import { buildPage } from '../web/build'
import { type Addresses, addressesOf, removeAddresses, writeAddresses } from './addresses'
import { type Deployment, deploy } from './deploy'
import { type Emulator, startEmulator } from './emulator'
import { codeOf, UserError } from './errors'
import { type Front, startFront, type Upstream } from './front'
import { alreadyRunning, isLock, type Lock, takeLock } from './lock'
import { type Paths, pathsUnder } from './paths'
import { choosePort, rememberedPort, rememberPort } from './ports'
import { endRuns } from './processes'
import { discoverApi } from './registry'
import type { Reloader } from './reload'
import { createSteps, type OnStep, type Steps } from './steps'
import { prepareToolchain } from './toolchain'

export interface LocalCloudOptions {
  readonly onStep: OnStep
  /** The folder for everything of this cloud. Tests use a folder of their own, so they can run beside `npm start`. */
  readonly home?: string
  /** Aborts a start that is in progress; everything it started is stopped. */
  readonly signal?: AbortSignal
  readonly reloader?: Reloader
  /** The functions write down their calls to AWS, in the folder `calls` of the home. */
  readonly recordsCalls?: boolean
}

export interface LocalCloud {
  readonly addresses: Addresses
  /** The settings of the deployment, to deploy again. */
  readonly deployment: Deployment
  /** Resolves when the emulator ends unasked; its memory is then lost. */
  readonly vanished: Promise<void>
  /** Saves the state and leaves no process behind. May be called more than once. */
  stop(): Promise<void>
}

const preferredPagePort = 8080
const portAttempts = 5

/**
 * Starts the complete local cloud: tools, emulator, front, and the stacks unless they are deployed already.
 *
 * @throws UserError with a sentence when something is missing or fails, or a local cloud already runs in this home.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { onStep, home, signal } = options
  const paths = pathsUnder(process.cwd(), home)
  const steps = createSteps(onStep)
  const lock = await takeLock(paths.lock)
  if (!isLock(lock)) throw new UserError(alreadyRunning(lock))
  // They may be left by a killed start, and nobody may take them for those of this one.
  removeAddresses(paths.addresses)
  const undo: (() => Promise<void> | void)[] = [() => lock.release()]
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= inTurn(undo.reverse())
    return stopping
  }
  const killRuns = () => void endRuns()
  signal?.addEventListener('abort', killRuns, { once: true })
  try {
    return { ...(await bringUp(paths, steps, lock, undo, options)), stop }
  } catch (error) {
    await stop()
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', killRuns)
  }
}

async function bringUp(
  paths: Paths,
  steps: Steps,
  lock: Lock,
  undo: (() => Promise<void> | void)[],
  { signal, reloader, recordsCalls = false }: LocalCloudOptions,
): Promise<Omit<LocalCloud, 'stop'>> {
  const [tools] = await Promise.all([
    prepareToolchain(paths, steps),
    steps.step(
      'Page',
      () => buildPage(paths.page, paths.root),
      () => 'built',
    ),
  ])
  signal?.throwIfAborted()

  const emulator = await steps.step(
    'Emulator',
    () => startEmulator(paths, tools, steps.note),
    ({ url }) => url,
  )
  undo.push(() => emulator.stop())
  signal?.throwIfAborted()

  let api: Upstream | undefined
  const front = await startFrontOn(paths, emulator, () => api, reloader)
  undo.push(() => front.stop())

  const onStack = (name: string, what: string) => steps.note(`${name} ${what}`)
  const [ffmpeg, encoder, launcher] = [tools.ffmpeg, tools.encoder.path, tools.launcher.path]
  const calls = recordsCalls ? paths.calls : undefined
  const deployment = { paths, emulator, site: front.origin, ffmpeg, encoder, launcher, calls, signal, onStack }
  await steps.step(
    'Stacks',
    () => deploy(deployment),
    (changed) => (changed ? 'deployed' : 'unchanged since the last start'),
  )
  signal?.throwIfAborted()

  api = await discoverApi(emulator.url)
  const addresses = addressesOf(front.origin, api.url, emulator.url)
  await steps.step(
    'API',
    () => expectHealthy(addresses),
    () => addresses.page,
  )
  writeAddresses(paths.addresses, addresses)
  undo.push(() => removeAddresses(paths.addresses))
  lock.setPage(addresses.page)
  return { addresses, deployment, vanished: emulator.vanished }
}

async function startFrontOn(
  paths: Paths,
  emulator: Emulator,
  api: () => Upstream | undefined,
  reloader: Reloader | undefined,
): Promise<Front> {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(preferredPagePort, rememberedPort(paths.ports, 'page'))
    try {
      const front = await startFront({ api, emulator: emulator.url, page: paths.page, reloader }, port)
      rememberPort(paths.ports, 'page', port)
      return front
    } catch (error) {
      // Another process took the port after we looked.
      if (codeOf(error) !== 'EADDRINUSE' || attempt === portAttempts) throw error
    }
  }
}

/** Asks through the front, like every later request. The first answer also starts the gateway's Lambda. */
async function expectHealthy({ page }: Addresses): Promise<void> {
  const response = await fetch(`${page}/v1/health`)
  const answer = await response.text()
  if (!response.ok) throw new UserError(`The API does not answer as it should (${response.status}): ${answer}`)
}

/** Runs each one even if an earlier one failed, and throws the first failure at the end. */
async function inTurn(works: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = []
  for (const work of works) {
    try {
      await work()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
