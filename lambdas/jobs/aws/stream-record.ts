import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { ZodError } from 'zod'
import type { Log } from '../../shared/log'
import type { Job } from '../domain'
import { isJobKey, jobOfRow } from './job-store'

type Image = Record<string, AttributeValue>

/** One write to the table: the row before, if there was one, and after. */
export interface Written {
  readonly before: Job | undefined
  readonly after: Job
}

/**
 * The write in a record of the table's stream; undefined for counters and for a removal. A row that is not a job is logged and skipped:
 * a retry cannot help, and it must not hold up the records after it.
 */
export function readStreamRecord({ dynamodb }: DynamoDBRecord, log: Log): Written | undefined {
  if (!dynamodb?.NewImage || !isJobKey(dynamodb.Keys?.sk?.S)) return undefined
  try {
    const before = dynamodb.OldImage && jobOfRow(dynamodb.OldImage as Image)
    const after = jobOfRow(dynamodb.NewImage as Image)
    return before?.state === 'removed' || after.state === 'removed' ? undefined : { before, after }
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    log.error('not a job', { key: dynamodb.Keys?.sk?.S, error })
    return undefined
  }
}
