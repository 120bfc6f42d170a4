import { stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { sleep } from '../../client/api/retry'
import { type Batch, convertMany, type Outcome } from '../convert/convert-many'
import { fromFolder, videosIn } from '../convert/inputs'
import { exitCodes } from '../exit-codes'
import { memoryOf } from './memory'
import { createSettling, type Look } from './settled'

export interface Watching {
  readonly folder: string
  /** As the user named it. */
  readonly label: string
  /** Where the audio goes; beside the videos when undefined. */
  readonly out: string | undefined
  readonly batch: Batch
  /** Milliseconds without a change that make a file complete. */
  readonly quietMs: number
  /** Ends when every file that is there now was handled. */
  readonly once: boolean
}

/** Milliseconds between two scans, and before the next try after a lost connection or a used-up quota. */
const lookEveryMs = 500
const tryAgainMs = 60_000

/**
 * Converts every video of a folder as soon as it is complete, and remembers it. It polls, because network shares do not report new files.
 *
 * @returns the results: with `once`, or when nothing more can be done without the user
 * @throws the signal's reason
 */
export async function watchFolder({ folder, label, out, batch, quietMs, once }: Watching): Promise<Outcome[]> {
  const { signal } = batch.world
  const memory = memoryOf(batch.stateFolder, batch.service, folder)
  const settling = createSettling(quietMs)
  const outcomes: Outcome[] = []
  for (;;) {
    const fresh = new Map<string, Look>()
    for (const path of await videosIn(folder)) {
      const look = await lookAt(path)
      if (look && !memory.knows(path, look)) fresh.set(path, look)
    }
    const complete = [...fresh].filter(([path, look]) => settling.look(path, look, performance.now()))
    const inputs = complete.map(([path]) => fromFolder(folder, path, out, join(label, relative(folder, path))))
    const made = await convertMany(inputs, batch)
    for (const outcome of made) {
      const { input } = outcome
      const look = input.kind === 'file' ? fresh.get(input.path) : undefined
      if (input.kind === 'file' && look && !isNotAboutFile(outcome)) memory.keep(input.path, look)
    }
    outcomes.push(...made)
    if (made.some(isHopeless) || (once && complete.length === fresh.size)) return outcomes
    await sleep(made.some(isNotAboutFile) ? tryAgainMs : lookEveryMs, signal)
  }
}

/** Undefined when it has disappeared in the meantime. */
async function lookAt(path: string): Promise<Look | undefined> {
  const { size, mtimeMs } = (await stat(path).catch(() => undefined)) ?? {}
  return size === undefined || mtimeMs === undefined ? undefined : { size, mtimeMs }
}

/** Errors that have nothing to do with the file. */
function isNotAboutFile(outcome: Outcome): boolean {
  return outcome.state === 'failed' && outcome.failure.exitCode !== exitCodes.failed
}

/** Of these, the errors that waiting does not solve: the user has to sign in, or to ask for something else. */
function isHopeless(outcome: Outcome): boolean {
  return (
    outcome.state === 'failed' &&
    [exitCodes.signedOut, exitCodes.usage].some((code) => code === outcome.failure.exitCode)
  )
}
