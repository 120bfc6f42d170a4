import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, createClient } from '../../../../client/api/client'
import { retry } from '../../../../client/api/retry'
import { memorySession } from '../../../../client/api/session'
import type { Job } from '../../../../client/api/types'
import { dynamoJobStore } from '../../../../lambdas/jobs/aws/job-store'
import type { JobState } from '../../../../lambdas/jobs/domain'
import { Random } from '../../../simulation/random'
import { openAccount } from '../../../support/account'
import { addresses, newUser, page } from '../../support/cloud'
import { table } from '../../support/table'
import { signalAll, type Worker, workersOf } from '../../support/workers'

/** What happens to which process, and in which state of the job. */
export const kinds = [
  'reserved: the API is killed while it answers complete',
  'uploaded: the relay is killed before it has told the workers',
  'uploaded: the worker is killed before it has claimed',
  'converting: the worker is killed',
  'converting: the worker is stopped until another one has taken over, and goes on',
  'converting: the worker is killed, and the sweeper with it',
  'done: the mail function is killed',
] as const
export type Kind = (typeof kinds)[number]

export interface Outcome {
  readonly kind: Kind
  readonly id: string
  readonly state: Job['state']
  readonly reason: string | undefined
  /** SHA-256 of its audio. */
  readonly audio: string | undefined
  /** Processes that got the signal. */
  readonly hit: number
  /** Seconds from the last signal, or from the acknowledged upload if that came later, to the end. */
  readonly seconds: number
}

/** A user whose own program repeats requests that got no answer. */
export async function impatientUser(): Promise<{ readonly client: Client; readonly email: string }> {
  const account = newUser()
  const client = createClient({ baseUrl: page(), session: memorySession() })
  await openAccount(client, addresses().inbox, account)
  await client.login(account)
  return { client, email: account.email }
}

/** Waits until a condition holds. @throws Error after this many seconds. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>, seconds = 240): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`)
    await sleep(50)
  }
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function isOver({ state }: Job) {
  return ['done', 'failed', 'cancelled', 'expired'].includes(state)
}

const stubborn = { isTransient: () => true, attempts: 12 }

/** Reserves and sends the bytes, without completing the upload. */
export async function send(client: Client, source: Uint8Array<ArrayBuffer>): Promise<string> {
  // One encoder makes the same bytes each time; with several, the seams depend on their progress.
  const request = { name: 'kill.wav', size: source.length, options: { format: 'm4a' as const, bitrate: 64 as const } }
  const { job, upload } = await retry(() => client.reserve(request), stubborn)
  for (const { number, size, url } of upload.parts) {
    const start = (number - 1) * upload.partSize
    const { ok, status } = await fetch(url, { method: 'PUT', body: source.subarray(start, start + size) })
    if (!ok) throw new Error(`part ${number} was answered with ${status}`)
  }
  return job.id
}

/** One job's life with one kill. Resolves when the signal was sent; its `end` resolves when the job has ended. */
export class Life {
  private hit = 0
  private since = 0

  constructor(
    private readonly client: Client,
    private readonly random: Random,
    readonly kind: Kind,
    readonly id: string,
  ) {}

  static readonly begin = async (client: Client, random: Random, kind: Kind, source: Uint8Array<ArrayBuffer>) =>
    new Life(client, random, kind, await send(client, source))

  async end(): Promise<Outcome> {
    const job = await until(`the end of ${this.id} (${this.kind})`, async () => {
      const seen = await this.look()
      return isOver(seen) && seen
    })
    const seconds = (Date.now() - this.since) / 1000
    const audio = job.state === 'done' ? await this.audio() : undefined
    return { kind: this.kind, id: this.id, state: job.state, reason: job.reason?.code, audio, hit: this.hit, seconds }
  }

  async strike(): Promise<void> {
    switch (this.kind) {
      case 'reserved: the API is killed while it answers complete': {
        const lost = this.client.complete(this.id).then(
          () => undefined,
          () => undefined,
        )
        await sleep(this.random.whole(0, 60))
        this.signal(await workersOf('uploads-api'), 'SIGKILL')
        await lost
        return this.complete()
      }
      case 'uploaded: the relay is killed before it has told the workers':
        return this.stopThenKill('jobs-relay')
      case 'uploaded: the worker is killed before it has claimed':
        return this.stopThenKill('conversion-work')
      case 'converting: the worker is killed':
        await this.complete()
        this.signal(await this.converting(), 'SIGKILL')
        return
      case 'converting: the worker is killed, and the sweeper with it': {
        await this.complete()
        this.signal(await this.converting(), 'SIGKILL')
        this.signal(await workersOf('jobs-sweep'), 'SIGSTOP')
        // Its next run begins at the full minute, in the stopped process.
        await sleep(62_000 - (Date.now() % 60_000))
        this.signal(await workersOf('jobs-sweep'), 'SIGKILL')
        return
      }
      case 'converting: the worker is stopped until another one has taken over, and goes on': {
        await this.complete()
        const zombie = await this.converting()
        this.signal(zombie, 'SIGSTOP')
        await until('another worker', async () => (await this.epoch()) > 1)
        await sleep(this.random.whole(0, 3000))
        signalAll(zombie, 'SIGCONT')
        return
      }
      case 'done: the mail function is killed':
        await this.complete()
        await this.reaches('done', 'failed')
        this.signal(await workersOf('notifications-notify'), 'SIGKILL')
        return
    }
  }

  private readonly look = () => retry(() => this.client.job(this.id), stubborn)

  private async complete(): Promise<void> {
    await retry(() => this.client.complete(this.id), stubborn)
    this.since = Date.now()
  }

  private signal(workers: readonly Worker[], name: NodeJS.Signals): void {
    this.hit += signalAll(workers, name)
    this.since = Date.now()
  }

  private reaches(...states: readonly JobState[]): Promise<Job> {
    return until(`${this.id} (${this.kind}) is ${states.join(' or ')}`, async () => {
      const job = await this.look()
      return states.includes(job.state) && job
    })
  }

  /** The process is stopped first, so that it has received its work for certain, and has not begun it. */
  private async stopThenKill(fn: string): Promise<void> {
    const victims = await until(`an idle ${fn}`, async () => {
      const idle = (await workersOf(fn)).filter(({ isBusy, isStopped }) => !isBusy && !isStopped)
      return idle.length > 0 && idle
    })
    this.signal(victims, 'SIGSTOP')
    await this.complete()
    await this.reaches('uploaded', 'converting', 'done', 'failed')
    await sleep(this.random.whole(200, 1500))
    signalAll(victims, 'SIGKILL')
    this.since = Date.now()
  }

  /** The one converting worker, some time after it began. Other jobs must wait or have ended, or it might be theirs. */
  private async converting(): Promise<readonly Worker[]> {
    const worker = await until(`${this.id} is converted alone`, async () => {
      const { state } = await this.look()
      if (isOver({ state } as Job)) throw new Error(`${this.id} was over before it could be struck`)
      const busy = (await workersOf('conversion-work')).filter(({ isBusy, isStopped }) => isBusy && !isStopped)
      return state === 'converting' && busy.length === 1 && busy
    })
    await sleep(this.random.whole(0, 2000))
    return worker
  }

  /** Claims so far, which the API does not return. */
  private async epoch(): Promise<number> {
    const { client, TableName } = await table()
    const job = await dynamoJobStore(client, TableName).get({ owner: (await this.client.me()).id, id: this.id })
    return job?.epoch ?? 0
  }

  private async audio(): Promise<string> {
    const { url } = await this.client.audioUrl(this.id)
    return sha256(Buffer.from(await (await fetch(url)).arrayBuffer()))
  }
}

/** This many kills, chosen by the seed: every kind equally often, in a random order. */
export async function killSeeded(
  client: Client,
  source: Uint8Array<ArrayBuffer>,
  chosen: readonly Kind[],
  seed: number,
): Promise<readonly Outcome[]> {
  const random = new Random(seed)
  const waiting = [...chosen]
  const ends: Promise<Outcome>[] = []
  while (waiting.length > 0) {
    const [kind] = waiting.splice(random.whole(0, waiting.length - 1), 1)
    if (!kind) break
    const life = await Life.begin(client, random, kind, source)
    await life.strike()
    ends.push(life.end())
  }
  return Promise.all(ends)
}

/** One line for each kill. */
export function reportOf(outcomes: readonly Outcome[]): string {
  return outcomes
    .map(
      ({ kind, state, reason, hit, seconds }) =>
        `${seconds.toFixed(1).padStart(6)} s  ${(reason ? `${state} (${reason})` : state).padEnd(16)} ${String(hit).padStart(2)} signalled  ${kind}`,
    )
    .join('\n')
}
