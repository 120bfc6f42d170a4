import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { AuthDeps } from '../deps'

/** Puts requests for codes into the queue of the function that mails them. */
export function sqsAskForCode(client: SQSClient, QueueUrl: string): AuthDeps['askForCode'] {
  return async (request) => {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(request) }))
  }
}
