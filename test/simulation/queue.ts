import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { lambdaContext, sqsRecord } from '../support/lambda-events'
import { FairShare } from './fair-share'
import type { Faults } from './faults'
import { acknowledgement, type ProcessKind } from './kill-points'
import type { Ending, Lambda } from './lambda'
import type { Process } from './process'
import type { Random } from './random'
import type { Scheduler } from './scheduler'

export interface QueueSettings {
  readonly consumer: ProcessKind
  /** Milliseconds. */
  readonly visibility: number
  readonly batchSize: number
  /** Batches handled at once. */
  readonly concurrency: number
  /** Where a message goes that was received five times in vain. */
  readonly deadLetters: (body: string) => void
}

export interface QueueWorld {
  readonly scheduler: Scheduler
  readonly faults: Faults
  readonly random: Random
  readonly lambda: Lambda
}

export type QueueHandler = (process: Process) => (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>

interface Message {
  readonly id: string
  readonly body: string
  /** `MessageGroupId`; a message without one is a group of its own. */
  readonly group: string
  visibleAt: number
  received: number
}

const maxReceiveCount = 5

/** A standard queue of SQS and the function on it: messages come at least once, in any order, and again when they were not deleted. */
export class Queue {
  private readonly messages = new Set<Message>()
  private sent = 0
  private running = 0
  private readonly fair: FairShare

  constructor(
    private readonly settings: QueueSettings,
    private readonly handler: QueueHandler,
    private readonly world: QueueWorld,
  ) {
    this.fair = new FairShare(() => world.scheduler.now)
  }

  send(body: string, group?: string): void {
    const { faults } = this.world
    this.sent += 1
    const id = `m${this.sent}`
    const copies = faults.happens(faults.weather.duplicate) ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1)
      this.hide({ id, body, group: group ?? `${id}.${copy}`, visibleAt: 0, received: 0 }, faults.latency())
  }

  private hide(message: Message, milliseconds: number): void {
    const { scheduler } = this.world
    message.visibleAt = scheduler.now + Math.round(milliseconds)
    this.messages.add(message)
    scheduler.after(milliseconds, () => this.receive())
  }

  private receive(): void {
    const { scheduler, random, lambda } = this.world
    const { concurrency, batchSize, visibility, consumer, deadLetters } = this.settings
    while (this.running < concurrency) {
      const visible = [...this.messages].filter(({ visibleAt }) => visibleAt <= scheduler.now)
      const batch: Message[] = []
      while (visible.length > 0 && batch.length < batchSize) {
        const message = random.pick(this.fair.next(visible))
        visible.splice(visible.indexOf(message), 1)
        if (!batch.some(({ id }) => id === message.id)) batch.push(message)
      }
      if (batch.length === 0) return
      const live = batch.filter((message) => {
        message.received += 1
        if (message.received <= maxReceiveCount) return true
        this.messages.delete(message)
        deadLetters(message.body)
        return false
      })
      for (const message of live) this.hide(message, visibility)
      if (live.length === 0) continue
      this.running += 1
      const began = scheduler.now
      for (const { group } of live) this.fair.begin(group)
      const event = { Records: live.map(({ id, body }) => sqsRecord(id, body)) }
      lambda.call(
        consumer,
        (process) => this.handler(process)(event, lambdaContext),
        (ending) => {
          this.running -= 1
          for (const { group } of live) this.fair.end(group, scheduler.now - began)
          this.acknowledge(live, ending)
          this.receive()
        },
      )
    }
  }

  /** Lambda deletes what was handled; what was not is hidden until its time has run out. */
  private acknowledge(batch: readonly Message[], ending: Ending<SQSBatchResponse>): void {
    if (ending.how !== 'returned') return
    const failed = new Set(ending.value.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    const handled = batch.filter(({ id }) => !failed.has(id))
    if (handled.length === 0 || this.world.faults.losesAcknowledgement(this.settings.consumer, acknowledgement)) return
    for (const message of handled) this.messages.delete(message)
  }
}
