import { createHash } from 'node:crypto'
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { type KeptCode, mostAttempts, type Purpose, purposes } from '../codes'
import type { CodeStore } from '../ports'

/** By the address, of which a hash is kept: so an address without an account takes the same way as one with. */
function keyOf(email: string, purpose: Purpose) {
  return marshall({ pk: `CODE#${createHash('sha256').update(email).digest('base64url')}`, sk: purpose })
}

const Row = z.object({ owner: z.guid(), salt: z.string(), hash: z.string(), expiresAt: z.int() })

/** Mailed codes in the room's table: `CODE#<hash of the address>` / the purpose. */
export function dynamoCodes(client: DynamoDBClient, TableName: string): CodeStore {
  return {
    async put(email, purpose, { owner, salt, hash, expiresAt }) {
      const row = { owner, salt, hash, expiresAt, attempts: 0, removeAfter: Math.ceil(expiresAt / 1000) }
      await client.send(new PutItemCommand({ TableName, Item: { ...keyOf(email, purpose), ...marshall(row) } }))
    },

    async attempt(email, purpose, now): Promise<KeptCode | undefined> {
      return unlessRefused(async () => {
        const { Attributes = {} } = await client.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(email, purpose),
            UpdateExpression: 'ADD attempts :one',
            // The table removes what has expired in its own time.
            ConditionExpression: 'expiresAt > :now AND attempts < :most',
            ExpressionAttributeValues: marshall({ ':one': 1, ':now': now, ':most': mostAttempts }),
            ReturnValues: 'ALL_NEW',
          }),
        )
        return Row.parse(unmarshall(Attributes))
      })
    },

    async spend(email, purpose, { hash }) {
      const spent = await unlessRefused(async () => {
        await client.send(
          new DeleteItemCommand({
            TableName,
            Key: keyOf(email, purpose),
            ConditionExpression: '#hash = :hash',
            ExpressionAttributeNames: { '#hash': 'hash' },
            ExpressionAttributeValues: marshall({ ':hash': hash }),
          }),
        )
        return true
      })
      return spent ?? false
    },

    async remove(email) {
      for (const purpose of purposes)
        await client.send(new DeleteItemCommand({ TableName, Key: keyOf(email, purpose) }))
    },
  }
}

/** The outcome of a write, or undefined where its condition did not hold. */
async function unlessRefused<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write()
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}
