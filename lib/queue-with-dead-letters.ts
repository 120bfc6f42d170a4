import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge'

/** A queue for messages that could not be delivered or handled, for a person or a handler to look at. */
export function deadLetterQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    retentionPeriod: Duration.days(14),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
  })
  const reason = 'It is a dead-letter queue itself.'
  acknowledge(queue, { 'AwsSolutions-SQS3': reason, 'Serverless-SQSRedrivePolicy': reason })
  return queue
}

/** A queue and its dead-letter queue (`<id>-dead-letters`). */
export function queueWithDeadLetters(
  scope: Construct,
  id: string,
  consumerTimeout: Duration,
  deliveryDelay?: Duration,
): { readonly queue: Queue; readonly deadLetters: Queue } {
  const deadLetters = deadLetterQueue(scope, `${id}-dead-letters`)
  const queue = new Queue(scope, id, {
    // Six times the consumer's timeout, as AWS advises for Lambda (services-sqs-configure): a throttled batch is not handed out twice.
    visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * 6),
    retentionPeriod: Duration.days(14),
    ...(deliveryDelay && { deliveryDelay }),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
  })
  return { queue, deadLetters }
}
