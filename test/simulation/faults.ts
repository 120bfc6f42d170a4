import type { Quotas } from '../../lambdas/jobs/quotas'
import { circumstancesOf, type Habits, usualHabits } from './circumstances'
import { before, killPoint, killPoints, type ProcessKind } from './kill-points'
import type { Random } from './random'

import { quotasOf, type Weather, weatherOf } from './weather'

const second = 1000

/** What becomes of one effect. */
export type Fate =
  | 'well'
  | 'killed before'
  | 'killed after'
  | 'refused'
  | 'answer lost'
  | 'retried'
  | 'late'
  | 'stands before'
  | 'stands after'

/** Decides, from the seed, what goes wrong when. Each seed aims at one kill point besides what happens by chance. */
export class Faults {
  readonly weather: Weather
  /** When the last fault happened; the system has a bounded time from then on. */
  lastAt = 0
  readonly kills = new Map<string, number>()
  /** What a user may have: in some worlds too little for what the users try. */
  readonly quotas: Quotas
  /** How the users of this world behave. */
  readonly habits: Habits
  private readonly aimed: { readonly point: string; left: number }
  private readonly always: ReadonlySet<string>
  private readonly start: number

  constructor(
    seed: number,
    private readonly random: Random,
    private readonly now: () => number,
  ) {
    this.start = now()
    const point = killPoints[seed % killPoints.length] ?? ''
    const { weather, habits, quotas: allowed, always } = circumstancesOf(point)
    this.aimed = { point, left: 3 }
    this.always = new Set(always)
    this.habits = { ...usualHabits, ...habits }
    this.quotas = { ...quotasOf(random), ...allowed }
    this.weather = { ...weatherOf(random), ...weather }
    // A message must come again soon to be a dead letter before its job is over.
    if (this.weather.brokenWorkers) this.weather = { ...this.weather, convertVisibility: 30 * second }
  }

  /** Whether the storm still rages; the sweeper, which does all that is left to do later, is never quite safe. */
  private strength(kind: ProcessKind): number {
    if (this.now() - this.start < this.weather.storm) return 1
    return kind === 'sweep' ? 0.5 : 0
  }

  fate(kind: ProcessKind, points: { readonly before: string; readonly after: string }): Fate {
    if (this.aimsAt(points.before)) return this.count('killed before', points.before)
    if (this.aimsAt(points.after)) return this.count('killed after', points.after)
    for (const point of [points.before, points.after])
      if (this.always.has(point)) return this.count(point === points.before ? 'killed before' : 'killed after', point)
    const strength = this.strength(kind)
    if (strength === 0) return 'well'
    const { weather } = this
    if (weather.brokenWorkers && kind === 'work') return this.count('killed before', points.before)
    let chance = this.random.next() / strength
    const falls = (probability: number) => {
      chance -= probability
      return chance < 0
    }
    if (falls(weather.kill / 2)) return this.count('killed before', points.before)
    if (falls(weather.kill / 2)) return this.count('killed after', points.after)
    if (falls(weather.refuse)) return this.note('refused')
    if (falls(weather.loseAnswer)) return this.note('answer lost')
    if (falls(weather.retry)) return this.note('retried')
    if (falls(weather.late)) return this.note('late')
    if (falls(weather.pause / 2)) return this.note('stands before')
    if (falls(weather.pause / 2)) return this.note('stands after')
    return 'well'
  }

  /** Whether a kill from outside the process happens here: its message is not acknowledged. */
  losesAcknowledgement(kind: ProcessKind, what: string): boolean {
    const point = killPoint(before(kind, what))
    const happens = this.aimsAt(point) || this.happens(this.weather.kill, kind)
    if (happens) this.count('killed before', point)
    return happens
  }

  /** Whether a fault of the given probability happens now. */
  happens(probability: number, kind: ProcessKind = 'work'): boolean {
    const happens = this.random.chance(probability * this.strength(kind))
    if (happens) this.lastAt = this.now()
    return happens
  }

  latency(): number {
    return 1 + this.random.around(this.weather.latency)
  }

  /** Milliseconds by which a new process's clock is wrong. */
  skew(): number {
    return Math.round(this.random.between(-this.weather.skew, this.weather.skew))
  }

  /** How long a process stands still: as often as not longer than a lease. */
  pause(): number {
    return this.random.whole(5, 400) * second
  }

  /** How much too late an effect happens. */
  delay(): number {
    return this.random.between(1, 120) * second
  }

  private aimsAt(point: string): boolean {
    if (this.aimed.point !== point || this.aimed.left === 0) return false
    this.aimed.left -= 1
    return true
  }

  private count(fate: Fate, point: string): Fate {
    this.kills.set(point, (this.kills.get(point) ?? 0) + 1)
    return this.note(fate)
  }

  private note(fate: Fate): Fate {
    this.lastAt = this.now()
    return fate
  }
}
