import { randomUUID } from 'node:crypto'
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { awsOutbox } from '../../../lambdas/jobs/aws/outbox'
import { Delivery } from '../../../lambdas/notifications/domain'
import { outboxContract } from '../outbox'
import { accessTo, type OpenCloud } from './cloud'

export function messageContracts(cloud: OpenCloud): void {
  describe('the outbox in SQS and SNS', () => {
    const undo: (() => Promise<unknown>)[] = []
    afterAll(async () => {
      for (const step of undo) await step()
    })

    const sqs = async () => new SQSClient({ ...accessTo(await cloud()), useQueueUrlAsEndpoint: false })
    const sns = async () => new SNSClient(accessTo(await cloud()))

    const newQueue = async () => {
      const client = await sqs()
      const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: `contract-${randomUUID()}` }))
      undo.push(() => client.send(new DeleteQueueCommand({ QueueUrl })))
      return QueueUrl
    }

    /** A topic, and a queue of a subscriber to it. */
    const newTopic = async () => {
      const QueueUrl = await newQueue()
      const { Attributes } = await (await sqs()).send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
      )
      const client = await sns()
      const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: `contract-${randomUUID()}` }))
      undo.push(() => client.send(new DeleteTopicCommand({ TopicArn })))
      await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }))
      return { TopicArn, QueueUrl }
    }

    /** Bodies of the queue's messages, as soon as there are this many. */
    const bodies = async (QueueUrl: string, count: number): Promise<readonly string[]> => {
      const client = await sqs()
      const found: string[] = []
      while (found.length < count) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
        )
        found.push(...Messages.map(({ Body = '' }) => Body))
      }
      return found
    }

    outboxContract(async () => {
      const [importQueueUrl, convertQueueUrl, topic] = await Promise.all([newQueue(), newQueue(), newTopic()])
      const refs = async (queue: string, count: number) => (await bodies(queue, count)).map((body) => JSON.parse(body))
      const targets = { importQueueUrl, convertQueueUrl, eventsTopicArn: topic.TopicArn }
      return {
        outbox: awsOutbox(await sqs(), await sns(), targets),
        fetches: (count) => refs(importQueueUrl, count),
        converts: (count) => refs(convertQueueUrl, count),
        events: async (count) =>
          (await bodies(topic.QueueUrl, count)).map((body) => JSON.parse(Delivery.parse(JSON.parse(body)).Message)),
      }
    })
  })
}
