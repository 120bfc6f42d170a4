import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { streamHandler } from '../shared/batch'
import { readEnv } from '../shared/env'
import { createLog } from '../shared/log'
import { awsOutbox } from './aws/outbox'
import { readStreamRecord } from './aws/stream-record'
import { OutboxEnv } from './env'
import { relay } from './relay'

const env = readEnv(OutboxEnv)
const log = createLog('jobs')
// The host in the queue's URL is not always the one to call: the endpoint decides.
const outbox = awsOutbox(new SQSClient({ useQueueUrlAsEndpoint: false }), new SNSClient({}), env)

export const handler = streamHandler(async (record) => {
  const written = readStreamRecord(record, log)
  if (written) await relay({ outbox, log }, written.before, written.after)
}, log)
