import { Duration } from 'aws-cdk-lib'
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb'
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { deadLettersIn } from './grants'
import { deadLetterQueue } from './queue-with-dead-letters'
import type { RoomStack } from './room-stack'
import type { ServiceFunction } from './service-function'

export interface FeedProps {
  /** The records that are worth a call, by their keys and attributes (Lambda's filter rules). */
  readonly records: { readonly Keys: { readonly sk: object }; readonly NewImage?: object }
  readonly batchSize: number
  readonly parallelizationFactor?: number
  /** Id of the queue for records that could not be handled in a day. */
  readonly deadLetters: string
}

/** The one table of a room: keys `pk` and `sk`, rows that expire at `removeAfter`, and a stream of the writes. */
export class RoomTable extends Table {
  constructor(private readonly room: RoomStack) {
    const { config } = room
    super(room, 'table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'removeAfter',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.protect,
      removalPolicy: config.removal,
    })
  }

  /** Calls a function for each write. A record stays in the stream until the function has handled it. */
  feed(fn: ServiceFunction, { records, deadLetters, ...batches }: FeedProps): void {
    fn.addEventSource(
      new DynamoEventSource(this, {
        ...batches,
        startingPosition: StartingPosition.TRIM_HORIZON,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        filters: [FilterCriteria.filter({ dynamodb: records })],
        // The stream keeps records for a day, and nothing is given up before that.
        maxRecordAge: Duration.hours(23),
        onFailure: deadLettersIn(fn, deadLetterQueue(this.room, deadLetters)),
      }),
    )
  }
}
