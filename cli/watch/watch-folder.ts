import { stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { sleep } from '../../client/api/retry'
import { type Batch, convertMany, type Outcome } from '../convert/convert-many'
import { fromFolder, videosIn } from '../convert/inputs'
import { exitCodes } from '../exit-codes'
import { memoryOf } from './memory'
import { createSettling, type Look } from './settled'

export interface Watching {
  folder: string
  /** As the person named it. */
  label: string
  /** Where the audio goes; beside the videos when undefined. */
  out: string | undefined
  batch: Batch
  /** Milliseconds without a change that make a file complete. */
  quietMs: number
  /** Ends when everything that is there was dealt with. */
  once: boolean
}

/** Milliseconds between two looks, and before the next try when there was no connection or no quota left. */
const lookEveryMs = 500
const tryAgainMs = 60_000

/**
 * Converts every video of a folder as soon as it is complete, and remembers it. Network shares tell nobody about new files, so it looks.
 *
 * @returns what became of them: with `once`, or when nothing more can be done without a person
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
      if (input.kind === 'file' && look && !mayComeRight(outcome)) memory.keep(input.path, look)
    }
    outcomes.push(...made)
    if (made.some(isHopeless) || (once && complete.length === fresh.size)) return outcomes
    await sleep(made.some(mayComeRight) ? tryAgainMs : lookEveryMs, signal)
  }
}

/** Undefined when it has gone meanwhile. */
async function lookAt(path: string): Promise<Look | undefined> {
  const { size, mtimeMs } = (await stat(path).catch(() => undefined)) ?? {}
  return size === undefined || mtimeMs === undefined ? undefined : { size, mtimeMs }
}

/** What stood in the way has nothing to do with the file. */
const mayComeRight = (outcome: Outcome): boolean =>
  outcome.state === 'failed' && outcome.failure.exitCode !== exitCodes.failed

/** Nor does it help to wait: somebody has to sign in, or to ask for something else. */
const isHopeless = (outcome: Outcome): boolean =>
  outcome.state === 'failed' && [exitCodes.signedOut, exitCodes.usage].some((code) => code === outcome.failure.exitCode)
