import { killPoints } from './kill-points'
import type { Promised } from './ledger'
import type { Outcome } from './simulate'

/** What many seeds come to. Plain data, as it travels between processes. */
export interface Tally extends Record<'seeds' | 'jobs' | 'mails' | 'repeatedMails', number> {
  /** How often each final state was reached. */
  readonly ends: Record<string, number>
  readonly broken: Record<Promised, number>
  /** How often each kill point was hit. */
  readonly kills: Record<string, number>
  /** Milliseconds. */
  readonly recoveries: number[]
}

export function emptyTally(): Tally {
  return {
    seeds: 0,
    jobs: 0,
    ends: {},
    broken: { lost: 0, 'doubled or mixed': 0, event: 0, stuck: 0, quota: 0 },
    kills: Object.fromEntries(killPoints.map((point) => [point, 0])),
    recoveries: [],
    mails: 0,
    repeatedMails: 0,
  }
}

export function count(tally: Tally, outcome: Outcome): void {
  tally.seeds += 1
  tally.jobs += outcome.jobs
  for (const state of outcome.ends) tally.ends[state] = (tally.ends[state] ?? 0) + 1
  for (const { promise } of outcome.broken) tally.broken[promise] += 1
  for (const [point, hits] of outcome.kills) tally.kills[point] = (tally.kills[point] ?? 0) + hits
  tally.recoveries.push(...outcome.recoveries)
  tally.mails += outcome.mails
  tally.repeatedMails += outcome.repeatedMails
}

export function merge(tally: Tally, other: Tally): void {
  tally.seeds += other.seeds
  tally.jobs += other.jobs
  for (const [state, ends] of Object.entries(other.ends)) tally.ends[state] = (tally.ends[state] ?? 0) + ends
  for (const promise of Object.keys(other.broken) as Promised[]) tally.broken[promise] += other.broken[promise]
  for (const [point, hits] of Object.entries(other.kills)) tally.kills[point] = (tally.kills[point] ?? 0) + hits
  for (const recovery of other.recoveries) tally.recoveries.push(recovery)
  tally.mails += other.mails
  tally.repeatedMails += other.repeatedMails
}

/** With so many seeds each kill point must be hit so often; with fewer, chance has too large a part in it. */
const enough = { seeds: 10_000, hits: 100 }

/** Kill points that were hit too seldom for the table to mean something. */
export function neglected({ kills, seeds }: Tally): readonly string[] {
  return seeds < enough.seeds ? [] : killPoints.filter((point) => (kills[point] ?? 0) < enough.hits)
}

/** The table that `npm run simulate` ends with. */
export function tableOf({ broken, kills }: Tally): string {
  return lines([
    ['jobs lost', broken.lost],
    ['outputs doubled or mixed', broken['doubled or mixed']],
    ['quota drift', broken.quota],
    ['stuck past the bound', broken.stuck],
    ['fewest hits of a kill point', Math.min(...killPoints.map((point) => kills[point] ?? 0))],
  ])
}

/** Everything else that was counted: for `--details`. */
export function detailsOf(tally: Tally): string {
  const { broken, kills, seeds } = tally
  const hits = killPoints.map((point) => kills[point] ?? 0)
  return lines([
    ...killPoints.map((point) => [`  ${point}`, kills[point] ?? 0] as const),
    ['seeds', seeds],
    ['jobs', tally.jobs],
    ...Object.entries(tally.ends)
      .sort()
      .map(([state, ends]) => [`  ${state}`, ends] as const),
    ['kill points', killPoints.length],
    ['kills', hits.reduce((sum, each) => sum + each, 0)],
    ['events missing or told twice under two ids', broken.event],
    ['mails', tally.mails],
    ['mails sent once more', tally.repeatedMails],
    ['recovery p50, simulated seconds', secondsAt(tally.recoveries, 0.5)],
    ['recovery p99, simulated seconds', secondsAt(tally.recoveries, 0.99)],
  ])
}

function lines(rows: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${String(value).padStart(9)}`).join('\n')
}

function secondsAt(recoveries: readonly number[], share: number): string {
  const sorted = [...recoveries].sort((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return value === undefined ? '–' : (value / 1000).toFixed(0)
}
