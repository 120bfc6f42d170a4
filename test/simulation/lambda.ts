import type { ProcessKind } from './kill-points'
import { Process, type Surroundings } from './process'

const second = 1000

/** Timeouts of the functions in milliseconds, as in the stacks. */
const timeouts: { readonly [K in ProcessKind]?: number } = {
  'uploads api': 29 * second,
  'imports api': 29 * second,
  'jobs api': 29 * second,
  fetch: 900 * second,
  arrive: 30 * second,
  relay: 30 * second,
  work: 900 * second,
  sweep: 55 * second,
  giveUp: 5 * second,
  notify: 30 * second,
}

export type Ending<T> =
  | { readonly how: 'returned'; readonly value: T }
  | { readonly how: 'threw'; readonly error: unknown }
  | { readonly how: 'killed' }

/** Runs functions as Lambda does: each call by itself, for a limited time; the caller learns how it ended. */
export class Lambda {
  private started = 0

  constructor(private readonly world: Surroundings) {}

  /** @param ended called once; a killed process is noticed a little later. */
  call<T>(kind: ProcessKind, run: (process: Process) => Promise<T>, ended: (ending: Ending<T>) => void): void {
    this.started += 1
    const { scheduler, faults } = this.world
    let told = false
    const tell = (ending: Ending<T>) => {
      if (!told) ended(ending)
      told = true
    }
    const noticeDeath = () => scheduler.after(faults.latency(), () => tell({ how: 'killed' }))
    const process = new Process(kind, `${kind} ${this.started}`, {
      ...this.world,
      killed: (dead) => {
        this.world.killed(dead)
        noticeDeath()
      },
    })
    const timeout = timeouts[kind]
    // A machine that stands still does not keep its time either: a zombie may outlive its timeout.
    if (timeout) scheduler.after(timeout, () => process.isAlive && process.resume(() => process.kill()))
    run(process).then(
      (value) => {
        process.end()
        tell({ how: 'returned', value })
      },
      (error) => {
        process.end()
        process.say('threw', { error })
        tell({ how: 'threw', error })
      },
    )
  }
}
