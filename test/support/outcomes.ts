import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EngineOutcome, runEngine } from './engine-command'
import { holdings } from './leaks'
import { ffmpegPath } from './media'
import { readMp3 } from './read-mp3'

/** A file for the engine, and what may become of it. */
export interface Trial {
  /** Row and column of the table. */
  readonly source: string
  readonly damage: string
  readonly path: string
  /** `ok`, or reasons. */
  readonly expected: readonly string[]
  /** Seconds of sound, where they are known. */
  readonly seconds?: number
}

export interface Result {
  readonly trial: Trial
  /** `ok`, or the reason. */
  readonly what: string
  /** What is not as it must be. */
  readonly problem: string | undefined
}

/** Milliseconds that a few seconds of sound may take on a machine that is busy with other things. */
const patience = 60_000

/** Milliseconds more after which one that was told to stop, and does not, is taken for hanging. */
const stopping = 20_000

/** Converts each file, and looks at what is left behind. */
export async function tryAll(trials: readonly Trial[], directory: string): Promise<Result[]> {
  const before = holdings()
  const results: Result[] = []
  for (const [index, trial] of trials.entries()) {
    const work = join(directory, `work-${index}`)
    await mkdir(work)
    results.push(await tryOne(trial, work))
    await rm(work, { recursive: true })
  }
  const after = holdings()
  const isClean = after.descriptors <= before.descriptors + 2 && after.children.length <= before.children.length
  if (!isClean) throw new Error(`something is left: ${JSON.stringify({ before, after })}`)
  return results
}

async function tryOne(trial: Trial, work: string): Promise<Result> {
  const running = runEngine(ffmpegPath(), trial.path, work, { signal: AbortSignal.timeout(patience) })
  const outcome = await orHanging(running, trial)
  const what = outcome.ok ? 'ok' : (outcome.reason ?? 'none')
  return { trial, what, problem: await problemOf(trial, what, outcome, join(work, 'audio.mp3')) }
}

/** @throws Error when it does not come to an end */
async function orHanging<T>(running: Promise<T>, { source, damage }: Trial): Promise<T> {
  const ended = new AbortController()
  const hanging = sleep(patience + stopping, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`${source}, ${damage}: it hangs`)
  })
  hanging.catch(() => {})
  return Promise.race([running, hanging]).finally(() => ended.abort())
}

async function problemOf(
  { expected, seconds }: Trial,
  what: string,
  outcome: EngineOutcome,
  path: string,
): Promise<string | undefined> {
  if (!expected.includes(what)) return `${what} instead of ${expected.join(' or ')}: ${outcome.detail}`
  if (!outcome.ok) return /^[A-Z].*\.$/.test(outcome.message ?? '') ? undefined : `no sentence: ${outcome.message}`
  const { samples, sampleRate } = await readMp3(createReadStream(path))
  if (samples / sampleRate !== outcome.duration) return `${samples} samples, not ${outcome.duration} s`
  const isShort = seconds !== undefined && Math.abs(seconds - outcome.duration) > 0.15
  return isShort ? `${outcome.duration} s instead of ${seconds}` : undefined
}

/** One line for each source: what became of it, and how often, and by which damage if not always the same. */
export function table(results: readonly Result[]): string {
  const rows = new Map<string, Map<string, string[]>>()
  for (const { trial, what } of results) {
    const row = rows.get(trial.source) ?? new Map<string, string[]>()
    row.set(what, [...(row.get(what) ?? []), trial.damage])
    rows.set(trial.source, row)
  }
  return [...rows]
    .map(([source, row]) => {
      const cells = [...row].map(
        ([what, damages]) => `${what} ${damages.length}×${row.size > 1 ? ` (${damages.join(', ')})` : ''}`,
      )
      return `${source}: ${cells.join('; ')}`
    })
    .join('\n')
}

/** Every so many of a list, from a place that the seed says. */
export function share<T>(all: readonly T[], count: number, seed: number): T[] {
  const step = Math.max(1, Math.floor(all.length / count))
  return all.filter((_, index) => index % step === seed % step).slice(0, count)
}
