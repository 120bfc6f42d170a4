import { buffer } from 'node:stream/consumers'
import { outputKey } from '../../lambdas/conversion/multipart-sink'
import { usageKey, usageOfDayKey } from '../../lambdas/jobs/counters'
import { type JobRef, type Row, sourceKey } from '../../lambdas/jobs/domain'
import { isFinal } from '../../lambdas/jobs/life'
import type { JobEvent, Upload } from '../../lambdas/jobs/ports'
import { dayOf, type Usage } from '../../lambdas/jobs/quotas'
import { memoryAudioStore, memoryJobStore, memorySourceStore } from '../support/in-memory'
import { newYear } from '../support/jobs'
import type { Output } from './engine'
import { Faults } from './faults'
import { functionsOf } from './functions'
import { Lambda } from './lambda'
import { Ledger, short } from './ledger'
import type { Mutation } from './mutations'
import type { Process, Surroundings } from './process'
import { judgeWrite } from './promises'
import { createQueues } from './queues'
import { Random } from './random'
import { RemoteServers } from './remote'
import { Scheduler } from './scheduler'
import { Stream } from './stream'
import { SweepTimer } from './sweep-timer'

const second = 1000

/** Those on which something can happen; clocks may be behind. */
const days = Array.from({ length: 11 }, (_, day) => dayOf(newYear + (day - 1) * 86_400_000))

export interface WorldOptions {
  readonly seed: number
  /** Writes a history. */
  readonly isTraced: boolean
  readonly mutation?: Mutation | undefined
}

/** The whole of Audiolift in one process: table and buckets in memory; queues, topic, stream and timer between the real handlers. */
export class World {
  readonly scheduler = new Scheduler(newYear)
  readonly now = (): number => this.scheduler.now
  readonly random: Random
  readonly faults: Faults
  readonly remote: RemoteServers
  readonly ledger: Ledger
  readonly mutation: Mutation | undefined
  readonly surroundings: Surroundings
  readonly lambda: Lambda
  readonly functions: ReturnType<typeof functionsOf>
  readonly stream: Stream
  readonly stores = this.createStores()
  /** The table as it is now. */
  readonly rows = new Map<string, Row>()
  readonly outputs = new Map<string, Output>()
  private readonly sourceKeys = new Set<string>()
  /** Jobs with a mail that could not be sent, and lies with the dead letters. */
  readonly undelivered = new Set<string>()
  private readonly queues: ReturnType<typeof createQueues>
  private readonly timer: SweepTimer
  /** Errors of the simulation itself. */
  readonly defects: unknown[] = []
  private noticed = 0

  constructor({ seed, isTraced, mutation }: WorldOptions) {
    this.random = new Random(seed)
    this.faults = new Faults(seed, this.random, this.now)
    this.remote = new RemoteServers(this.random, this.faults, this.faults.habits)
    this.ledger = new Ledger(this.now, newYear, isTraced)
    this.mutation = mutation
    this.surroundings = {
      scheduler: this.scheduler,
      faults: this.faults,
      tell: this.ledger.tell,
      notice: (process) => {
        try {
          this.notice(process)
        } catch (error) {
          // The process would take it for a fault of a service.
          this.defects.push(error)
        }
      },
      killed: (process) => this.interrupted(process),
    }
    this.lambda = new Lambda(this.surroundings)
    this.functions = functionsOf(this)
    this.stream = new Stream(this.functions.relay, this, mutation !== 'stream retry')
    this.timer = new SweepTimer(this)

    this.queues = createQueues(this, this.functions, (body) => this.keepUndelivered(body))
  }

  /** The relay's messages to the workers. */
  fetch(ref: JobRef): void {
    this.send(this.queues.imports, ref)
  }

  convert(ref: JobRef): void {
    this.send(this.queues.converts, ref)
  }

  private send(queue: { send(body: string, group: string): void }, { owner, id }: JobRef): void {
    if (!this.faults.happens(this.faults.weather.loseMessage)) queue.send(JSON.stringify({ owner, id }), owner)
  }

  /** The relay's event to the topic, and from there to the mails' queue, which wants two states only. */
  publish(event: JobEvent): void {
    this.ledger.publish(event)
    if (event.state !== 'done' && event.state !== 'failed') return
    const body = JSON.stringify({ Message: JSON.stringify(event) })
    this.scheduler.after(this.faults.latency(), () => this.queues.mails.send(body))
  }

  readonly hasSource = (ref: JobRef): boolean => this.sourceKeys.has(sourceKey(ref))

  readonly counted = (owner: string): Usage => {
    const { activeJobs = 0, storedBytes = 0 } = this.stores.jobs.counts(usageKey(owner))
    const byDay = days.map((day) => this.stores.jobs.counts(usageOfDayKey(owner, day)))
    const sum = (limit: 'jobsPerDay' | 'audioSecondsPerDay') =>
      byDay.reduce((total, day) => total + (day[limit] ?? 0), 0)
    return { activeJobs, storedBytes, jobsPerDay: sum('jobsPerDay'), audioSecondsPerDay: sum('audioSecondsPerDay') }
  }

  mailed(text: string): void {
    const id = /job=([\w-]+)/.exec(text)?.[1] ?? ''
    this.ledger.mail(id, text.includes('ready') ? 'done' : 'failed')
  }

  /** A worker's output is whole. */
  putOutput(output: Output): void {
    const key = outputKey(output.job, output.name)
    const there = this.outputs.get(key)
    if (there && there.parts[0] !== output.parts[0])
      this.ledger.breaks('doubled or mixed', `${short(output.job.id)}: two workers put ${key}`)
    this.outputs.set(key, output)
    this.stores.audio.putAt(key, Buffer.alloc(1))
  }

  private createStores() {
    const jobs = memoryJobStore()
    const sources = memorySourceStore()
    const audio = memoryAudioStore()
    const complete = async (upload: Upload): Promise<void> => {
      const before = await sources.size(upload)
      await sources.complete(upload)
      if (before !== undefined || (await sources.size(upload)) === undefined) return
      const [, ...rest] = await buffer(await sources.read(upload, 0, upload.size, new AbortController().signal))
      if (new Set(rest).size > 1)
        this.ledger.breaks('doubled or mixed', `${short(upload.id)}: its source is of two versions of a file`)
      this.arrives(upload)
    }
    const remove = async (ref: JobRef): Promise<void> => {
      const row = jobs.row(ref)
      if (row && !isFinal(row) && row.state !== 'removed' && (await sources.size(ref)) !== undefined)
        this.ledger.breaks('lost', `${short(ref.id)}: its source was removed while it was ${row.state}`)
      await sources.remove(ref)
      this.sourceKeys.delete(sourceKey(ref))
    }
    const removeAll = async (ref: JobRef): Promise<void> => {
      await audio.removeAll(ref)
      const there = new Set(audio.keys())
      for (const key of this.outputs.keys()) if (!there.has(key)) this.outputs.delete(key)
    }
    return { jobs, sources: { ...sources, complete, remove }, audio: { ...audio, removeAll } }
  }

  /** S3 tells of a new object: once, or not at all, or more than once, and when it likes. */
  private arrives(ref: JobRef): void {
    this.sourceKeys.add(sourceKey(ref))
    const { faults, scheduler, random } = this
    if (faults.happens(faults.weather.loseS3Event)) return
    const body = JSON.stringify({ Records: [{ s3: { object: { key: sourceKey(ref) } } }] })
    const copies = faults.happens(faults.weather.duplicate) ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1)
      scheduler.after(random.around(20 * second), () => this.queues.arrivals.send(body))
  }

  /** Looks at what was committed, and puts it into the stream. */
  private notice(process: Process): void {
    for (const { writes } = this.stores.jobs; this.noticed < writes.length; this.noticed += 1) {
      const write = writes[this.noticed]
      if (!write) continue
      const { before, after } = write
      if (after) this.rows.set(after.id, after)
      else if (before) this.rows.delete(before.id)
      judgeWrite(this, process, before, after)
      if (after) this.ledger.step(process.name, before, after)
      else if (before) this.ledger.tell(process.name, `${short(before.id)} removed`)
      this.stream.append(write)
      this.timer.plan()
    }
  }

  private interrupted(process: Process): void {
    const row = process.at && this.stores.jobs.row(process.at)
    if (row && isUnderWay(row)) this.ledger.interrupt(process.name, row)
  }

  private keepUndelivered(body: string): void {
    const { job } = JSON.parse(JSON.parse(body).Message) as JobEvent
    this.undelivered.add(job)
  }
}

function isUnderWay({ state }: Row) {
  return state === 'uploaded' || state === 'converting'
}
