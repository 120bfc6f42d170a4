import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { JobRef } from '../domain'
import type { Outbox } from '../ports'

export interface OutboxTargets {
  readonly importQueueUrl: string
  readonly convertQueueUrl: string
  readonly eventsTopicArn: string
}

export function awsOutbox(sqs: SQSClient, sns: SNSClient, to: OutboxTargets): Outbox {
  const send = async (QueueUrl: string, { owner, id }: JobRef): Promise<void> => {
    // A message group on a standard queue makes it a fair one: an owner's backlog does not hold up the others.
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ owner, id }), MessageGroupId: owner }),
    )
  }
  return {
    fetch: (job) => send(to.importQueueUrl, job),
    convert: (job) => send(to.convertQueueUrl, job),

    async publish(event) {
      await sns.send(
        new PublishCommand({
          TopicArn: to.eventsTopicArn,
          Message: JSON.stringify(event),
          MessageAttributes: { state: { DataType: 'String', StringValue: event.state } },
        }),
      )
    },
  }
}
