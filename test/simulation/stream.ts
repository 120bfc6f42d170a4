import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import type { Row } from '../../lambdas/jobs/domain'
import { lambdaContext } from '../support/lambda-events'
import type { Faults } from './faults'
import { acknowledgement } from './kill-points'
import type { Ending, Lambda } from './lambda'
import type { Process } from './process'
import type { Scheduler } from './scheduler'

export interface Written {
  readonly before: Row | undefined
  readonly after: Row | undefined
}

export type StreamHandler = (
  process: Process,
  written: (sequenceNumber: string | undefined) => Written,
) => (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>

/** Milliseconds until a batch that failed is tried again; doubled each time up to a minute. */
const firstRetry = 1000
const longestRetry = 60_000
const batchSize = 20

/**
 * The table's stream and the function on it: each owner's writes in their order, again from the first that failed until it is
 * handled, and now and then again although it was.
 */
export class Stream {
  private readonly lanes = new Map<string, Lane>()

  constructor(
    private readonly handler: StreamHandler,
    private readonly world: { readonly scheduler: Scheduler; readonly faults: Faults; readonly lambda: Lambda },
    /** Without retries a batch that failed is given up. */
    private readonly retries = true,
  ) {}

  append(written: Written): void {
    const owner = (written.after ?? written.before)?.owner ?? ''
    const lane = this.lanes.get(owner) ?? { records: [], position: 0, failures: 0, busy: false }
    this.lanes.set(owner, lane)
    lane.records.push(written)
    this.world.scheduler.after(this.world.faults.latency(), () => this.read(lane))
  }

  /** Records that were not handled yet. */
  get backlog(): number {
    return [...this.lanes.values()].reduce((sum, { records, position }) => sum + records.length - position, 0)
  }

  private read(lane: Lane): void {
    if (lane.busy || lane.position >= lane.records.length) return
    lane.busy = true
    const end = Math.min(lane.records.length, lane.position + batchSize)
    const Records = lane.records
      .slice(lane.position, end)
      .map((_, index) => ({ dynamodb: { SequenceNumber: String(lane.position + index) } }))
    this.world.lambda.call(
      'relay',
      (process) => this.handler(process, (number) => at(lane, Number(number)))({ Records }, lambdaContext),
      (ending) => this.move(lane, end, ending),
    )
  }

  private move(lane: Lane, end: number, ending: Ending<DynamoDBBatchResponse>): void {
    const { scheduler, faults } = this.world
    const next = this.retries ? nextPosition(lane, end, ending) : end
    const lost = next > lane.position && this.retries && faults.losesAcknowledgement('relay', acknowledgement)
    const isStuck = lost || next < end
    lane.position = lost ? lane.position : next
    lane.failures = isStuck ? lane.failures + 1 : 0
    const wait = isStuck ? Math.min(longestRetry, firstRetry * 2 ** (lane.failures - 1)) : faults.latency()
    scheduler.after(wait, () => {
      lane.busy = false
      this.read(lane)
    })
  }
}

interface Lane {
  readonly records: Written[]
  position: number
  failures: number
  busy: boolean
}

function at(lane: Lane, position: number): Written {
  const written = lane.records[position]
  if (!written) throw new Error(`no record ${position}`)
  return written
}

/** Lambda goes on at the lowest number among those that failed. */
function nextPosition(lane: Lane, end: number, ending: Ending<DynamoDBBatchResponse>): number {
  if (ending.how !== 'returned') return lane.position
  const failed = ending.value.batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier))
  return Math.min(end, ...failed)
}
