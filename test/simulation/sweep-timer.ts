import type { Row } from '../../lambdas/jobs/domain'
import type { Faults } from './faults'
import type { Lambda } from './lambda'
import type { Process } from './process'
import type { Scheduler } from './scheduler'

const minute = 60_000

/** The rule that runs the sweeper every minute. Minutes in which nothing can be due are passed over: nothing would come of them. */
export class SweepTimer {
  private plannedFor = Number.POSITIVE_INFINITY

  constructor(
    private readonly world: {
      readonly scheduler: Scheduler
      readonly faults: Faults
      readonly lambda: Lambda
      readonly rows: ReadonlyMap<string, Row>
      readonly functions: { readonly sweep: (process: Process) => Promise<void> }
    },
  ) {}

  /** To be called whenever a row was written. */
  plan(): void {
    const { scheduler, faults, rows } = this.world
    let due = Number.POSITIVE_INFINITY
    for (const { dueAt } of rows.values()) due = Math.min(due, dueAt)
    // A sweeper whose clock is fast sees it earlier.
    const wanted = Math.max(minuteAfter(scheduler.now), minuteAfter(due - faults.weather.skew - minute))
    if (wanted >= this.plannedFor) return
    this.plannedFor = wanted
    scheduler.after(wanted - scheduler.now, () => {
      // Another one was planned for an earlier minute.
      if (this.plannedFor === wanted) this.run()
    })
  }

  private run(): void {
    const { faults, lambda, functions } = this.world
    this.plannedFor = Number.POSITIVE_INFINITY
    const calls = faults.happens(faults.weather.duplicate, 'sweep') ? 2 : 1
    for (let call = 0; call < calls; call += 1) lambda.call('sweep', functions.sweep, () => undefined)
    this.plan()
  }
}

function minuteAfter(instant: number) {
  return (Math.floor(instant / minute) + 1) * minute
}
