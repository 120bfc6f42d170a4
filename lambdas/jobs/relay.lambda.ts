import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { streamHandler } from '../shared/batch'
import { readEnv } from '../shared/env'
import { createLog } from '../shared/log'
import { jobOfRow } from './aws/job-store'
import { awsOutbox } from './aws/outbox'
import { OutboxEnv } from './env'
import { relay } from './relay'

const env = readEnv(OutboxEnv)
const log = createLog('jobs')
// The queue's URL names a host that is not always the one to call: the endpoint decides.
const outbox = awsOutbox(
  new SQSClient({ useQueueUrlAsEndpoint: false }),
  env.convertQueueUrl,
  new SNSClient({}),
  env.eventsTopicArn,
)

type Image = Record<string, AttributeValue>

export const handler = streamHandler(async ({ dynamodb }) => {
  if (!dynamodb?.NewImage) return
  const before = dynamodb.OldImage && jobOfRow(dynamodb.OldImage as Image)
  await relay({ outbox, log }, before, jobOfRow(dynamodb.NewImage as Image))
}, log)
