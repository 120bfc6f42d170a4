import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { noLauncher } from '../lambdas/conversion/env'
import { account, type CdkRun, cdk, localRegion } from './cdk'
import type { Emulator } from './emulator'
import { UserError } from './errors'
import { sha256 } from './files'
import { fingerprint, isDeployed, rememberDeployed } from './fingerprint'
import type { Paths } from './paths'

export interface Deployment {
  readonly paths: Paths
  readonly emulator: Pick<Emulator, 'url'>
  /** Origin of the front, for the links in mails. */
  readonly site: string
  readonly ffmpeg: string
  readonly encoder: string
  /** Its path; `undefined` where there is none. */
  readonly launcher: string | undefined
  /** The folder for a record of the functions' calls, if there is to be one. */
  readonly calls?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with a stack's room and `deployed` or `unchanged` when it is done. */
  readonly onStack?: (room: string, outcome: string) => void
}

/**
 * Deploys every stack, unless the deployed stacks were made from the same files and settings.
 *
 * @returns whether there was anything to deploy.
 * @throws UserError with the reason CloudFormation or the compiler gave.
 */
export async function deploy(deployment: Deployment): Promise<boolean> {
  const { paths } = deployment
  const print = fingerprint(paths.root, settingsOf(deployment))
  if (isDeployed(paths.deployed, print)) return false
  rmSync(paths.deployed, { force: true })
  const log = startLog(paths)
  // Both are awaited before the first failure is reported, so that neither keeps running after the message.
  for (const outcome of await Promise.allSettled([synthesize(deployment, log), bootstrap(deployment, log)])) {
    if (outcome.status === 'rejected') throw outcome.reason
  }
  await deployStacks(deployment, log, ['--all'])
  rememberDeployed(paths.deployed, print)
  return true
}

/**
 * Deploys only the stacks that differ from last time: a change in shared code affects several rooms, a change in a room's
 * own code only that room. If only a function's code changed, it is replaced without CloudFormation.
 *
 * @returns the names of the rooms that were deployed.
 * @throws UserError as `deploy` does.
 */
export async function deployChanged(deployment: Deployment): Promise<string[]> {
  const { paths } = deployment
  const log = startLog(paths)
  const print = fingerprint(paths.root, settingsOf(deployment))
  const before = templatesIn(paths.cdkOut)
  await synthesize(deployment, log)
  const after = templatesIn(paths.cdkOut)
  const changed = [...after].filter(([stack, hash]) => before.get(stack) !== hash).map(([stack]) => stack)
  if (changed.length > 0) {
    rmSync(paths.deployed, { force: true })
    await deployStacks(deployment, log, [...changed, '--exclusively', '--hotswap-fallback'])
  }
  rememberDeployed(paths.deployed, print)
  return changed.map(roomOf)
}

/** What the local stage is told. */
function settingsOf(deployment: Deployment): Readonly<Record<string, string>> {
  const { emulator, site, ffmpeg, encoder, launcher = noLauncher, calls } = deployment
  return { site, ffmpeg, encoder, launcher, emulator: emulator.url, ...(calls !== undefined && { calls }) }
}

/** The hash of every stack's template. Templates name the code's assets by their content, so the hash changes with the code. */
function templatesIn(cdkOut: string): Map<string, string> {
  const names = existsSync(cdkOut) ? readdirSync(cdkOut).filter((name) => name.endsWith('.template.json')) : []
  return new Map(names.map((name) => [name.replace('.template.json', ''), sha256(readFileSync(join(cdkOut, name)))]))
}

function roomOf(stack: string): string {
  return stack.replace(/^audiolift-local-/, '')
}

function startLog(paths: Paths): string {
  const log = join(paths.logs, 'deploy.log')
  mkdirSync(paths.logs, { recursive: true })
  writeFileSync(log, '')
  return log
}

/** The bucket and roles that every CDK deployment needs; created once for each state. */
async function bootstrap({ paths, emulator, signal }: Deployment, log: string): Promise<void> {
  if (existsSync(paths.bootstrapped)) return
  const run = { root: paths.root, cwd: paths.home, emulatorUrl: emulator.url, log, signal }
  await expectSuccess(changing(paths, cdk(['bootstrap', `aws://${account}/${localRegion}`], run), signal), log, signal)
  writeFileSync(paths.bootstrapped, '')
}

async function synthesize(deployment: Deployment, log: string): Promise<void> {
  const { paths, emulator, signal } = deployment
  const context = { stage: 'local', ...settingsOf(deployment) }
  const settings = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  await expectSuccess(
    cdk(['synth', '--quiet', '--output', paths.cdkOut, ...settings], {
      root: paths.root,
      emulatorUrl: emulator.url,
      log,
      signal,
    }),
    log,
    signal,
  )
}

async function deployStacks(
  { paths, emulator, signal, onStack }: Deployment,
  log: string,
  which: readonly string[],
): Promise<void> {
  const options = ['--concurrency', '9', '--require-approval', 'never', '--progress', 'events']
  const runOptions: CdkRun = {
    root: paths.root,
    emulatorUrl: emulator.url,
    log,
    signal,
    onLine: stackReader((room, outcome) => onStack?.(room, outcome)),
  }
  const run = cdk(['deploy', '--app', paths.cdkOut, ...which, ...options], runOptions)
  await expectSuccess(changing(paths, run, signal), log, signal)
}

/** Keeps the mark of a running deployment while stacks change. If we are killed or stopped meanwhile, the mark stays. */
async function changing(paths: Paths, run: Promise<number>, signal: AbortSignal | undefined): Promise<number> {
  writeFileSync(paths.deploying, '')
  const code = await run
  if (!signal?.aborted) rmSync(paths.deploying)
  return code
}

async function expectSuccess(run: Promise<number>, log: string, signal: AbortSignal | undefined): Promise<void> {
  const code = await run
  signal?.throwIfAborted()
  if (code === 0) return
  throw new UserError(`The deployment failed: ${reasonIn(readFileSync(log, 'utf8'))} The full output is in ${log}.`)
}

/** Reads the lines the CDK prints when a stack is done: ` ✅  audiolift-local-auth` or ` ✅  audiolift-local-auth (no changes)`. */
export function stackReader(onStack: (room: string, outcome: string) => void): (line: string) => void {
  return (line) => {
    const done = /✅\s+(\S+)/.exec(line)
    if (done?.[1]) onStack(roomOf(done[1]), /no changes/.test(line) ? 'unchanged' : 'deployed')
  }
}

/**
 * The first error in the CDK's output. A resource's failure or the compiler's message says more than the stack's failure,
 * and the stack's failure says more than the CDK's last line.
 */
export function reasonIn(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  const resource = lines
    .map((line) => /\|\s*(?:CREATE|UPDATE|DELETE)_FAILED\s*\|\s*(\S+)\s*\|\s*(.+)$/.exec(line))
    .find((match) => match && !/cancelled/i.test(match[2] ?? ''))
  if (resource) return sentence(`${resource[2]} (${resource[1]})`)
  const compiler = lines.find((line) => /^\S+:\d+:\d+: ERROR: /.test(line))
  if (compiler) return sentence(compiler.replace(': ERROR:', ':'))
  const error =
    lines.find((line) => /(^|\s)(?:[A-Z]\w*)?Error\b:?\s/.test(line)) ?? lines.find((line) => /❌|failed/i.test(line))
  return sentence(error?.replace(/^❌\s*/, '').replace(/^(Error|ToolkitError):\s*/, '') ?? 'the CDK gave no reason')
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
