import { randomUUID } from 'node:crypto'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, HeadObjectCommand, NoSuchKey, NotFound, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { marshall } from '@aws-sdk/util-dynamodb'
import { s3OutputStore } from '../../lambdas/conversion/aws'
import { multipartSink } from '../../lambdas/conversion/multipart-sink'
import { s3AudioStore } from '../../lambdas/jobs/aws/audio-store'
import { dynamoJobStore } from '../../lambdas/jobs/aws/job-store'
import { awsOutbox } from '../../lambdas/jobs/aws/outbox'
import { dynamoOwnerStore } from '../../lambdas/jobs/aws/owner-store'
import { s3SourceStore } from '../../lambdas/jobs/aws/source-store'
import { overridesKey } from '../../lambdas/jobs/counters'
import type { QuotaOverrides } from '../../lambdas/jobs/quotas'
import { Delivery } from '../../lambdas/notifications/domain'
import { discoverAll } from '../../local/registry'
import { audioStoreContract } from '../contract/audio-store'
import { jobStoreContract } from '../contract/job-store'
import { keyedRequestContract } from '../contract/keyed-requests'
import { outboxContract } from '../contract/outbox'
import { outputStoreContract } from '../contract/output-store'
import { ownerStoreContract } from '../contract/owner-store'
import { sourceStoreContract } from '../contract/source-store'
import { silentLog } from '../support/in-memory'
import { addresses } from './support/cloud'

function access() {
  return {
    endpoint: addresses().emulator,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
}

/** The same as in the functions. */
function s3() {
  return new S3Client({ ...access(), forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })
}

async function published(name: string): Promise<string> {
  const value = (await discoverAll(addresses().emulator)).get(`jobs/${name}`)
  if (!value) throw new Error(`the jobs room has not published ${name}`)
  return value
}

const undo: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const step of undo) await step()
})

/** A table like the jobs room's, but without its stream, so that no relay and no sweeper interferes. */
async function emptyTable(client: DynamoDBClient): Promise<string> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: await published('table-name') }))
  const TableName = `contract-${randomUUID()}`
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: Table?.KeySchema,
      AttributeDefinitions: Table?.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  )
  undo.push(() => client.send(new DeleteTableCommand({ TableName })))
  return TableName
}

describe('the jobs table in DynamoDB', () => {
  let table: Promise<string> | undefined
  const open = async () => {
    const client = new DynamoDBClient(access())
    table ??= emptyTable(client)
    const TableName = await table
    return { client, TableName, jobs: dynamoJobStore(client, TableName) }
  }
  describe('notes requests with a key, which', () => keyedRequestContract(async () => (await open()).jobs))
  const stores = async () => {
    const { client, TableName, jobs } = await open()
    const override = async (owner: string, overrides: QuotaOverrides) => {
      await client.send(new PutItemCommand({ TableName, Item: marshall({ ...overridesKey(owner), ...overrides }) }))
    }
    return { jobs, owners: dynamoOwnerStore(client, TableName), override }
  }
  jobStoreContract(stores)
  describe('has rows of an owner, and', () => ownerStoreContract(stores))
})

describe('the sources in S3', () => {
  sourceStoreContract(async () => {
    const sources = s3SourceStore(s3(), await published('uploads-bucket'))
    return {
      sources,
      receive: async (upload, number, bytes) => {
        const [part] = await sources.signParts(upload, [number])
        const response = await fetch(part?.url ?? '', { method: 'PUT', body: new Uint8Array(bytes) })
        if (!response.ok) throw new Error(`S3 answered ${response.status}`)
      },
    }
  })
})

describe('the outputs in S3', () => {
  audioStoreContract(async () => {
    const bucket = await published('audio-bucket')
    const outputs = s3OutputStore(s3(), bucket)
    return {
      audio: s3AudioStore(s3(), bucket),
      put: async (job, bytes) => {
        const output = await multipartSink(outputs, job, silentLog).open({ name: 'audio', contentType: 'audio/mpeg' })
        await output.write(bytes)
        await output.finish()
      },
      has: async (Key) => {
        try {
          await s3().send(new HeadObjectCommand({ Bucket: bucket, Key }))
          return true
        } catch (error) {
          if (error instanceof NotFound) return false
          throw error
        }
      },
    }
  })
})

describe('the way of the outputs into S3', () => {
  outputStoreContract(async () => {
    const bucket = await published('audio-bucket')
    return {
      outputs: s3OutputStore(s3(), bucket),
      read: async (Key) => {
        try {
          const { Body } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key }))
          return await Body?.transformToByteArray()
        } catch (error) {
          if (error instanceof NoSuchKey) return undefined
          throw error
        }
      },
    }
  })
})

describe('the outbox in SQS and SNS', () => {
  const sqs = () => new SQSClient({ ...access(), useQueueUrlAsEndpoint: false })
  const sns = () => new SNSClient(access())

  const newQueue = async () => {
    const { QueueUrl = '' } = await sqs().send(new CreateQueueCommand({ QueueName: `contract-${randomUUID()}` }))
    undo.push(() => sqs().send(new DeleteQueueCommand({ QueueUrl })))
    return QueueUrl
  }

  /** A topic, and a queue of a subscriber to it. */
  const newTopic = async () => {
    const QueueUrl = await newQueue()
    const { Attributes } = await sqs().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    const { TopicArn = '' } = await sns().send(new CreateTopicCommand({ Name: `contract-${randomUUID()}` }))
    undo.push(() => sns().send(new DeleteTopicCommand({ TopicArn })))
    await sns().send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }))
    return { TopicArn, QueueUrl }
  }

  /** Bodies of the queue's messages, as soon as there are this many. */
  const bodies = async (QueueUrl: string, count: number): Promise<readonly string[]> => {
    const found: string[] = []
    while (found.length < count) {
      const { Messages = [] } = await sqs().send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      )
      found.push(...Messages.map(({ Body = '' }) => Body))
    }
    return found
  }

  outboxContract(async () => {
    const [importQueueUrl, convertQueueUrl, topic] = await Promise.all([newQueue(), newQueue(), newTopic()])
    const refs = async (queue: string, count: number) => (await bodies(queue, count)).map((body) => JSON.parse(body))
    return {
      outbox: awsOutbox(sqs(), sns(), { importQueueUrl, convertQueueUrl, eventsTopicArn: topic.TopicArn ?? '' }),
      fetches: (count) => refs(importQueueUrl, count),
      converts: (count) => refs(convertQueueUrl, count),
      events: async (count) =>
        (await bodies(topic.QueueUrl, count)).map((body) => JSON.parse(Delivery.parse(JSON.parse(body)).Message)),
    }
  })
})
