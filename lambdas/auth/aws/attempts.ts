import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { AttemptCounter } from '../throttle'

/** Counters in the room's table: `ATTEMPTS#<key>` / the window's number. DynamoDB's TTL removes them. */
export function dynamoAttempts(client: DynamoDBClient, TableName: string): AttemptCounter {
  return {
    async count(key, window, until) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall({ pk: `ATTEMPTS#${key}`, sk: String(window) }),
          UpdateExpression: 'SET removeAfter = :until ADD attempts :one',
          ExpressionAttributeValues: marshall({ ':until': until, ':one': 1 }),
          ReturnValues: 'UPDATED_NEW',
        }),
      )
      return Number(Attributes?.attempts?.N)
    },
  }
}
