import type { JobRef } from '../../lambdas/jobs/domain'
import type { Log, LogFields } from '../../lambdas/shared/log'
import type { Faults } from './faults'
import { after, before, killPoint, type ProcessKind } from './kill-points'
import type { Scheduler } from './scheduler'

/** What processes live in. */
export interface Surroundings {
  readonly scheduler: Scheduler
  readonly faults: Faults
  /** Writes a line of the history. */
  readonly tell: (who: string, what: string) => void
  /** Called after every effect, with the process that caused it. */
  readonly notice: (process: Process) => void
  readonly killed: (process: Process) => void
}

export class ServiceError extends Error {}

/**
 * A run of a function, or a user's program: code that reaches the world by `effect` only. A killed process never hears of anything
 * again, so its code just stops; what it had asked for may still happen.
 */
export class Process {
  /** The job it works on, if it got so far. */
  at: JobRef | undefined
  private alive = true
  private standsUntil = 0
  private readonly skew: number

  constructor(
    readonly kind: ProcessKind,
    readonly name: string,
    private readonly world: Surroundings,
  ) {
    this.skew = world.faults.skew()
  }

  /** What this process's clock says. */
  readonly now = (): number => this.world.scheduler.now + this.skew

  get isAlive(): boolean {
    return this.alive
  }

  readonly log: Log = {
    info: (message, fields) => this.say(message, fields),
    warn: (message, fields) => this.say(`⚠ ${message}`, fields),
    error: (message, fields) => this.say(`⚠ ${message}`, fields),
  }

  /** Does something to the world, with everything that can go wrong on the way there and back. */
  effect<T>(what: string, action: () => T | Promise<T>): Promise<T> {
    const { faults, scheduler } = this.world
    const points = { before: killPoint(before(this.kind, what)), after: killPoint(after(this.kind, what)) }
    return new Promise<T>((resolve, reject) => {
      if (!this.alive) return
      const fate = faults.fate(this.kind, points)
      if (fate !== 'well') this.say(`✗ ${what}: ${fate}`)
      if (fate === 'killed before') return this.kill()
      const deliver = (settle: () => void) => scheduler.after(faults.latency(), () => this.resume(settle))
      const fails = (error: unknown) => deliver(() => reject(error))
      const happen = (then: (value: T) => void) =>
        void Promise.resolve()
          .then(action)
          .finally(() => this.world.notice(this))
          .then(then, fails)
      const answers = (value: T) => deliver(() => resolve(value))

      if (fate === 'refused') return fails(new ServiceError(`${what}: try again later`))
      if (fate === 'late') {
        scheduler.after(faults.delay(), () => happen(() => undefined))
        return fails(new ServiceError(`${what}: no answer`))
      }
      if (fate === 'stands before' || fate === 'stands after') this.stand()
      const rest = fate === 'stands before' ? this.standsUntil - scheduler.now : 0
      scheduler.after(rest + faults.latency(), () =>
        happen((value) => {
          if (fate === 'killed after') this.kill()
          else if (fate === 'answer lost') fails(new ServiceError(`${what}: no answer`))
          else if (fate === 'retried') scheduler.after(faults.latency(), () => happen(answers))
          else answers(value)
        }),
      )
    })
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.world.scheduler.after(milliseconds, () => this.resume(resolve)))
  }

  /** A timer, as a process has it: it stands still with the process, and goes on with it. */
  readonly every = (milliseconds: number, run: () => void): (() => void) => {
    let stopped = false
    const tick = () => {
      if (stopped || !this.alive) return
      run()
      this.world.scheduler.after(milliseconds, () => this.resume(tick))
    }
    this.world.scheduler.after(milliseconds, () => this.resume(tick))
    return () => {
      stopped = true
    }
  }

  kill(): void {
    if (!this.alive) return
    this.alive = false
    this.say('✗ killed')
    this.world.killed(this)
  }

  /** The process has done what it was started for. */
  end(): void {
    this.alive = false
  }

  say(message: string, fields: LogFields = {}): void {
    this.world.tell(this.name, Object.keys(fields).length === 0 ? message : `${message} ${describe(fields)}`)
  }

  private stand(): void {
    this.standsUntil = Math.max(this.standsUntil, this.world.scheduler.now + this.world.faults.pause())
  }

  /** Runs something in the process, once it goes on. */
  resume(run: () => void): void {
    if (!this.alive) return
    const rest = this.standsUntil - this.world.scheduler.now
    if (rest > 0) this.world.scheduler.after(rest, () => this.resume(run))
    else run()
  }
}

function describe(fields: LogFields) {
  return Object.entries(fields)
    .filter(([name]) => name !== 'ms' && name !== 'owner')
    .map(([name, value]) => `${name}=${value instanceof Error ? value.message : String(value)}`)
    .join(' ')
}
