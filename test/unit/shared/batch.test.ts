import type { Context, DynamoDBRecord, SQSEvent, SQSRecord } from 'aws-lambda'
import { queueHandler, streamHandler } from '../../../lambdas/shared/batch'
import { recordingLog } from '../../support/in-memory'

const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:test',
  memoryLimitInMB: '128',
  awsRequestId: 'request',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 1000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
}

const message = (messageId: string, body: string): SQSRecord => ({
  messageId,
  body,
  receiptHandle: '',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
  awsRegion: 'us-east-1',
})
const queueOf = (...bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, index) => message(`m${index + 1}`, body)),
})
const record = (SequenceNumber: string): DynamoDBRecord => ({ dynamodb: { SequenceNumber } })

describe('a queue’s handler', () => {
  const failing = (log = recordingLog()) => ({
    log,
    handler: queueHandler((body) => (body === 'bad' ? Promise.reject(new Error('broken')) : Promise.resolve()), log),
  })

  it('gives back those messages that failed, and no other', async () => {
    const answer = await failing().handler(queueOf('good', 'bad', 'good'), context)
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] })
  })

  it('gives a whole batch back without failing itself, so that each message keeps its own count', async () => {
    const answer = await failing().handler(queueOf('bad', 'bad'), context)
    expect(answer.batchItemFailures).toHaveLength(2)
  })

  it('shows an operator why', async () => {
    const { log, handler } = failing()
    await handler(queueOf('bad'), context)
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error: { message: 'broken' } } }])
  })
})

describe('a stream’s handler', () => {
  it('names the record that failed, from which the stream goes on', async () => {
    const handler = streamHandler(async ({ dynamodb }) => {
      if (dynamodb?.SequenceNumber === '2') throw new Error('broken')
    }, recordingLog())
    const answer = await handler({ Records: ['1', '2', '3'].map(record) }, context)
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] })
  })
})
