import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import type { DynamoDBRecord } from 'aws-lambda'
import * as z from 'zod'
import type { AccountClosed } from '../close'

const Key = z.string().transform((pk) => pk.slice('USER#'.length))

/** What a record of the table's stream tells: an account that was closed by it, or nothing. */
export function readClosing({ dynamodb }: DynamoDBRecord): AccountClosed | undefined {
  const { Keys, OldImage, NewImage } = dynamodb ?? {}
  if (Keys?.sk?.S !== 'ACCOUNT' || !NewImage?.closedAt || OldImage?.closedAt) return undefined
  return { owner: Key.pipe(z.guid()).parse(Keys.pk?.S) }
}

export function snsAnnounce(client: SNSClient, TopicArn: string) {
  return async (event: AccountClosed): Promise<void> => {
    await client.send(new PublishCommand({ TopicArn, Message: JSON.stringify(event) }))
  }
}
