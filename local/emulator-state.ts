import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readIfThere, readJsonIfThere, writeAtomically } from './files'
import type { Paths } from './paths'

/** What the last run's marks say about the state it left. */
export interface Marks {
  /** The mark of a running emulator exists, but no such process. */
  readonly emulatorVanished: boolean
  /** The mark of a running deployment exists. */
  readonly deploymentInterrupted: boolean
}

/**
 * Why the state of the last run must not be used, as a sentence; `undefined` if it is complete.
 *
 * MiniStack saves its state when it is asked to stop; if it is killed, it loses everything except S3's objects. A stack
 * whose deployment was interrupted stays `IN_PROGRESS` for ever, and no later deployment gets past it.
 */
export function whyTorn({ emulatorVanished, deploymentInterrupted }: Marks): string | undefined {
  if (emulatorVanished) return 'The local cloud was killed last time and lost its data, so it starts empty.'
  if (deploymentInterrupted) return 'The last deployment was interrupted half way, so the local cloud starts empty.'
  return undefined
}

/** Removes what must only exist together: the emulator's memory, S3's objects, and the record of what is deployed. */
export function wipe(paths: Paths): void {
  for (const each of [paths.state, paths.s3, paths.deployed, paths.deploying, paths.addresses]) {
    rmSync(each, { recursive: true, force: true })
  }
}

/**
 * Makes the state usable on another port. Names of queues and addresses of APIs contain the emulator's port, so a queue that
 * was made on one port is not found on another, and its messages would wait for ever.
 */
export function moveState(paths: Pick<Paths, 'state'>, from: number, to: number): void {
  for (const name of existsSync(paths.state) ? readdirSync(paths.state) : []) {
    if (!name.endsWith('.json')) continue
    const file = join(paths.state, name)
    const text = readFileSync(file, 'utf8')
    const moved = movePort(text, from, to)
    if (moved !== text) writeAtomically(file, moved)
  }
}

/**
 * Makes Lambdas read DynamoDB streams again. MiniStack 1.5.33 saves how far each one had read but not the records, and
 * counts records from 0 after a start: it would silently skip as many records as were read before.
 */
export function rewindStreams(paths: Pick<Paths, 'state'>): void {
  const file = join(paths.state, 'lambda.json')
  const text = readIfThere(file)
  if (text !== undefined) writeAtomically(file, withStreamsRewound(text))
}

/** The emulator's `lambda.json` with every position in a stream set to its start. */
export function withStreamsRewound(text: string): string {
  const saved: unknown = JSON.parse(text)
  const positions = at(saved, 'payload', 'dynamodb_stream_positions', 'data')
  for (const key of Object.keys(positions ?? {})) if (positions) positions[key] = 0
  return JSON.stringify(saved)
}

function at(value: unknown, ...keys: string[]): Record<string, unknown> | undefined {
  const [key, ...rest] = keys
  if (!isRecord(value)) return undefined
  return key === undefined ? value : at(value[key], ...rest)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Replaces one port by another in loopback addresses. */
export function movePort(text: string, from: number, to: number): string {
  return text.replace(new RegExp(`(localhost|127\\.0\\.0\\.1):${from}(?!\\d)`, 'g'), `$1:${to}`)
}

/** Marks that the state is only in the emulator's memory. */
export function markRunning(paths: Paths, pid: number, identity: string): void {
  mkdirSync(paths.state, { recursive: true })
  writeFileSync(paths.running, JSON.stringify({ pid, identity }))
}

/** The emulator that was marked as running and not yet as stopped. */
export function markedEmulator(paths: Paths): { readonly pid: number; readonly identity: string } | undefined {
  if (!existsSync(paths.running)) return undefined
  const { pid, identity } = readJsonIfThere(paths.running) ?? {}
  return { pid: typeof pid === 'number' ? pid : 0, identity: typeof identity === 'string' ? identity : '' }
}

export function markStopped(paths: Paths): void {
  rmSync(paths.running, { force: true })
}
