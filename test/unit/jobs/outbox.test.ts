import { SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { awsOutbox } from '../../../lambdas/jobs/aws/outbox'
import { ada, bob, idAt, jobIn } from '../../support/jobs'

describe('what is handed to the workers', () => {
  it('is grouped by owner, which makes the queue a fair one', async () => {
    const sqs = new SQSClient({ region: 'us-east-1' })
    const sent: unknown[] = []
    sqs.send = async (command: unknown) => {
      if (command instanceof SendMessageCommand) sent.push(command.input)
    }
    const outbox = awsOutbox(sqs, 'https://queue.test/convert', new SNSClient({ region: 'us-east-1' }), 'topic')
    for (const owner of [ada, bob]) await outbox.convert(jobIn('uploaded', { owner, id: idAt(1) }))
    expect(sent).toEqual(
      [ada, bob].map((owner) => ({
        QueueUrl: 'https://queue.test/convert',
        MessageBody: JSON.stringify({ owner, id: idAt(1) }),
        MessageGroupId: owner,
      })),
    )
  })
})
