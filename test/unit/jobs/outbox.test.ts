import { SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { awsOutbox } from '../../../lambdas/jobs/aws/outbox'
import { ada, bob, idAt, jobIn } from '../../support/jobs'

describe('what is handed to the workers', () => {
  it.each(['fetch', 'convert'] as const)('is grouped by owner, which makes the %s queue a fair one', async (verb) => {
    const sqs = new SQSClient({ region: 'us-east-1' })
    const sent: unknown[] = []
    sqs.send = async (command: unknown) => {
      if (command instanceof SendMessageCommand) sent.push(command.input)
    }
    const outbox = awsOutbox(sqs, new SNSClient({ region: 'us-east-1' }), {
      importQueueUrl: 'https://queue.test/fetch',
      convertQueueUrl: 'https://queue.test/convert',
      eventsTopicArn: 'topic',
    })
    for (const owner of [ada, bob]) await outbox[verb](jobIn('uploaded', { owner, id: idAt(1) }))
    expect(sent).toEqual(
      [ada, bob].map((owner) => ({
        QueueUrl: `https://queue.test/${verb}`,
        MessageBody: JSON.stringify({ owner, id: idAt(1) }),
        MessageGroupId: owner,
      })),
    )
  })
})
