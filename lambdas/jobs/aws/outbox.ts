import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Outbox } from '../ports'

export const awsOutbox = (sqs: SQSClient, QueueUrl: string, sns: SNSClient, TopicArn: string): Outbox => ({
  async convert({ owner, id }) {
    // A message group on a standard queue makes it a fair one: an owner's backlog does not hold up the others.
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ owner, id }), MessageGroupId: owner }),
    )
  },

  async publish(event) {
    await sns.send(
      new PublishCommand({
        TopicArn,
        Message: JSON.stringify(event),
        MessageAttributes: { state: { DataType: 'String', StringValue: event.state } },
      }),
    )
  },
})
