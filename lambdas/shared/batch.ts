import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type {
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda'
import type { Log } from './log'

/** A queue's handler: each message by itself, and only those that failed come back (`ReportBatchItemFailures`). */
export function queueHandler(handle: (body: string) => Promise<void>, log: Log) {
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    processPartialResponse(
      event,
      logged((record: SQSRecord) => handle(record.body), log),
      new BatchProcessor(EventType.SQS),
      {
        context,
        throwOnFullBatchFailure: false,
      },
    )
}

/** A table stream's handler: after a failure the stream repeats the records from the first that failed. */
export function streamHandler(handle: (record: DynamoDBRecord) => Promise<void>, log: Log) {
  return (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> =>
    processPartialResponse(event, logged(handle, log), new BatchProcessor(EventType.DynamoDBStreams), {
      context,
      throwOnFullBatchFailure: false,
    })
}

/** The batch processor does not report errors; an operator must see them. */
function logged<R>(handle: (record: R) => Promise<void>, log: Log) {
  return async (record: R): Promise<void> => {
    try {
      await handle(record)
    } catch (error) {
      log.error('record failed', { error })
      throw error
    }
  }
}
