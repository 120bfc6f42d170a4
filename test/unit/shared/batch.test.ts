import type { DynamoDBRecord, SQSEvent } from 'aws-lambda'
import { queueHandler, streamHandler } from '../../../lambdas/shared/batch'
import { recordingLog } from '../../support/in-memory'
import { lambdaContext, sqsRecord } from '../../support/lambda-events'

function queueOf(...bodies: readonly string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => sqsRecord(`m${index + 1}`, body)),
  }
}

function record(SequenceNumber: string): DynamoDBRecord {
  return { dynamodb: { SequenceNumber } }
}

describe('a queue’s handler', () => {
  const failing = (log = recordingLog()) => ({
    log,
    handler: queueHandler((body) => (body === 'bad' ? Promise.reject(new Error('broken')) : Promise.resolve()), log),
  })

  it('gives back those messages that failed, and no other', async () => {
    const answer = await failing().handler(queueOf('good', 'bad', 'good'), lambdaContext)
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] })
  })

  it('gives a whole batch back without failing itself, so that each message keeps its own count', async () => {
    const answer = await failing().handler(queueOf('bad', 'bad'), lambdaContext)
    expect(answer.batchItemFailures).toHaveLength(2)
  })

  it('shows an operator why', async () => {
    const { log, handler } = failing()
    await handler(queueOf('bad'), lambdaContext)
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error: { message: 'broken' } } }])
  })
})

describe('a stream’s handler', () => {
  it('names the record that failed, from which the stream goes on', async () => {
    const handler = streamHandler(async ({ dynamodb }) => {
      if (dynamodb?.SequenceNumber === '2') throw new Error('broken')
    }, recordingLog())
    const answer = await handler({ Records: ['1', '2', '3'].map(record) }, lambdaContext)
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] })
  })
})
