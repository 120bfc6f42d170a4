import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { readStreamRecord } from '../../../lambdas/jobs/aws/stream-record'
import { recordingLog } from '../../support/in-memory'
import { jobIn } from '../../support/jobs'

const record = (images: { OldImage?: object; NewImage?: object }) =>
  ({
    dynamodb: Object.fromEntries(Object.entries(images).map(([name, image]) => [name, marshall(image)])),
  }) as DynamoDBRecord

describe('a record of the table’s stream', () => {
  it('is the job before and after', () => {
    const [before, after] = [jobIn('reserved'), jobIn('uploaded')]
    expect(readStreamRecord(record({ OldImage: before, NewImage: after }), recordingLog())).toEqual({ before, after })
    expect(readStreamRecord(record({ NewImage: before }), recordingLog())).toEqual({ before: undefined, after: before })
  })

  it('of a removal tells nothing', () => {
    expect(readStreamRecord(record({ OldImage: jobIn('done') }), recordingLog())).toBeUndefined()
  })

  it('that is no job is logged and passed over, lest it hold up those behind it', () => {
    const log = recordingLog()
    expect(readStreamRecord(record({ NewImage: { pk: 'USER#1', sk: 'JOB#1', state: 'odd' } }), log)).toBeUndefined()
    expect(log.lines).toMatchObject([{ level: 'error', message: 'not a job' }])
  })
})
