import type { JobRef, JobState, Row } from '../../lambdas/jobs/domain'
import { isFinal } from '../../lambdas/jobs/life'
import type { JobEvent } from '../../lambdas/jobs/ports'

/** A job reached a final state. */
export interface End {
  readonly job: Row
  readonly at: number
}

/** What an owner has started and made so far, on all days. */
export interface Use {
  readonly jobs: number
  readonly audioSeconds: number
}

/**
 * What really happened, as only the simulation can know: nothing of it is visible to the handlers. The promises are checked
 * against it.
 */
export class Ledger {
  readonly lines: string[] = []
  readonly broken: Broken[] = []
  /** When `complete` was first answered with success, by job. */
  readonly acknowledged = new Map<string, number>()
  readonly ends: End[] = []
  /** Published events by id, with their number. */
  readonly events = new Map<string, { readonly event: JobEvent; count: number }>()
  /** Number of mails by job and state. */
  readonly mails = new Map<string, number>()
  /** Milliseconds from a kill to the next step of the job that the process was at. */
  readonly recoveries: number[] = []
  private readonly uses = new Map<string, Use>()
  private readonly wishes = new Set<string>()
  private readonly interrupted = new Map<string, { readonly by: string; readonly at: number }>()

  constructor(
    private readonly now: () => number,
    private readonly start: number,
    private readonly isTraced: boolean,
  ) {}

  readonly tell = (who: string, what: string): void => {
    if (this.isTraced) this.lines.push(`${clock(this.now() - this.start)}  ${who.padEnd(15)}  ${what}`)
  }

  breaks(promise: Promised, what: string): void {
    this.tell('PROMISE BROKEN', `${promise}: ${what}`)
    this.broken.push({ promise, what })
  }

  acknowledge(id: string): void {
    if (!this.acknowledged.has(id)) this.acknowledged.set(id, this.now())
  }

  /** The user asked for it; whether it was done is another matter. */
  wish(id: string, what: Wish): void {
    this.wishes.add(`${id} ${what}`)
  }

  wished(id: string, ...whats: readonly Wish[]): boolean {
    return whats.some((what) => this.wishes.has(`${id} ${what}`))
  }

  use(owner: string, { jobs = 0, audioSeconds = 0 }: Partial<Use>): void {
    const before = this.used(owner)
    this.uses.set(owner, { jobs: before.jobs + jobs, audioSeconds: before.audioSeconds + audioSeconds })
  }

  used(owner: string): Use {
    return this.uses.get(owner) ?? { jobs: 0, audioSeconds: 0 }
  }

  publish(event: JobEvent): void {
    const known = this.events.get(event.id)
    if (known) known.count += 1
    else this.events.set(event.id, { event, count: 1 })
  }

  mail(id: string, state: JobState): void {
    const key = `${id} ${state}`
    this.mails.set(key, (this.mails.get(key) ?? 0) + 1)
  }

  mailed(id: string, state: JobState): boolean {
    return this.mails.has(`${id} ${state}`)
  }

  /** A process was killed while it was at this job. */
  interrupt(by: string, { id }: JobRef): void {
    if (!this.interrupted.has(id)) this.interrupted.set(id, { by, at: this.now() })
  }

  /** A write to a row that is a step of the job's life, and not only a heartbeat. */
  step(by: string, before: Row | undefined, after: Row): void {
    if (before?.state === after.state && before.epoch === after.epoch) return
    this.tell(by, `${short(after.id)} ${before?.state ?? '·'} → ${after.state}, epoch ${after.epoch}`)
    if (isFinal(after)) this.ends.push({ job: after, at: this.now() })
    const interrupted = this.interrupted.get(after.id)
    if (!interrupted || interrupted.by === by) return
    this.recoveries.push(this.now() - interrupted.at)
    this.interrupted.delete(after.id)
  }
}

export type Wish = 'cancel' | 'remove' | 'retry'
export type Promised = 'lost' | 'doubled or mixed' | 'event' | 'stuck' | 'quota'
export interface Broken {
  readonly promise: Promised
  readonly what: string
}

/** The last digits of an id; the others are the same in all of a simulation's. */
export function short(id: string) {
  return `job ${Number(id.slice(-12))}`
}

function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const day = Math.floor(seconds / 86_400)
  return `${day}d ${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${String(milliseconds % 1000).padStart(3, '0')}`
}
