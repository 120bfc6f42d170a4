import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { type KeyedRequest, keyLife } from '../keyed-request'
import { Expression } from './expression'

function keyOf(owner: string, key: string) {
  return marshall({ pk: `USER#${owner}`, sk: `REQUEST#${key}` })
}

const Row = z.object({ fingerprint: z.string(), job: z.uuid(), madeAt: z.int() })

/** Stores the request under its key, unless the key belongs to another request. */
export function keyedRequestUpdate(
  TableName: string,
  { owner, key, fingerprint, job, madeAt }: KeyedRequest,
): TransactWriteItem {
  const update = new Expression()
  // `removeAfter` is DynamoDB's TTL, in seconds; DynamoDB removes late, so the time of the request decides.
  const row = { fingerprint, job, madeAt, removeAfter: Math.ceil((madeAt + keyLife) / 1000) }
  const set = Object.entries(row).map(([name, value]) => `${update.name(name)} = ${update.value(value)}`)
  const madeAtName = update.name('madeAt')
  return {
    Update: {
      TableName,
      Key: keyOf(owner, key),
      UpdateExpression: `SET ${set.join(', ')}`,
      ConditionExpression: `attribute_not_exists(${madeAtName}) OR ${madeAtName} <= ${update.value(madeAt - keyLife)}`,
      ...update.attributes(),
    },
  }
}

export async function readKeyedRequest(
  client: DynamoDBClient,
  TableName: string,
  owner: string,
  key: string,
): Promise<KeyedRequest | undefined> {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: keyOf(owner, key), ConsistentRead: true }))
  return Item && { owner, key, ...Row.parse(unmarshall(Item)) }
}
