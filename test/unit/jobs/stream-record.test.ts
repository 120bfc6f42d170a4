import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { readStreamRecord } from '../../../lambdas/jobs/aws/stream-record'
import { remove } from '../../../lambdas/jobs/retention'
import { recordingLog } from '../../support/in-memory'
import { jobIn, newYear } from '../../support/jobs'

function record(images: { readonly OldImage?: object; readonly NewImage?: object }, sk = 'JOB#1') {
  return {
    dynamodb: {
      Keys: { sk: { S: sk } },
      ...Object.fromEntries(Object.entries(images).map(([name, image]) => [name, marshall(image)])),
    },
  } as DynamoDBRecord
}

describe('a record of the table’s stream', () => {
  it('is the job before and after', () => {
    const [before, after] = [jobIn('reserved'), jobIn('uploaded')]
    expect(readStreamRecord(record({ OldImage: before, NewImage: after }), recordingLog())).toEqual({ before, after })
    expect(readStreamRecord(record({ NewImage: before }), recordingLog())).toEqual({ before: undefined, after: before })
  })

  it('of a removal tells nothing', () => {
    expect(readStreamRecord(record({ OldImage: jobIn('done') }), recordingLog())).toBeUndefined()
  })

  it('of a removal that was only begun tells nothing, either', () => {
    const log = recordingLog()
    const job = jobIn('done')
    expect(readStreamRecord(record({ OldImage: job, NewImage: remove(job, newYear).to }), log)).toBeUndefined()
    expect(log.lines).toEqual([])
  })

  it.each(['USAGE', 'USAGE#2026-01-01', 'QUOTAS', 'SHARD#1'])('of the counter %s tells nothing', (sk) => {
    const log = recordingLog()
    expect(readStreamRecord(record({ NewImage: { pk: 'USER#1', sk, activeJobs: 1 } }, sk), log)).toBeUndefined()
    expect(log.lines).toEqual([])
  })

  it('that is not a job is logged and skipped, so that it does not hold up those behind it', () => {
    const log = recordingLog()
    expect(readStreamRecord(record({ NewImage: { pk: 'USER#1', sk: 'JOB#1', state: 'odd' } }), log)).toBeUndefined()
    expect(log.lines).toMatchObject([{ level: 'error', message: 'not a job' }])
  })
})
