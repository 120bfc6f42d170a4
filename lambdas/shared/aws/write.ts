import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type Patience, unlessInTheWay } from './patience'

export type Outcome =
  | { readonly written: true }
  /** The condition of the item with this index did not hold; the item, if it was asked for. */
  | { readonly written: false; readonly index: number; readonly item?: Record<string, AttributeValue> }

/**
 * Writes one item, or several in one transaction.
 *
 * DynamoDB refuses a write while another transaction is using one of the items; the SDK does not retry it (Amazon DynamoDB
 * Developer Guide, “Transaction conflict handling”). So we do.
 *
 * @throws Problem `too-many-requests` when all tries met a conflict.
 */
export function writer(client: DynamoDBClient, patience?: Patience) {
  return (items: readonly TransactWriteItem[]): Promise<Outcome> =>
    unlessInTheWay(() => (items.length === 1 ? writeOne(client, items[0]) : writeAll(client, [...items])), patience)
}

async function writeOne(client: DynamoDBClient, item: TransactWriteItem | undefined): Promise<Outcome | 'conflict'> {
  try {
    if (item?.Put) await client.send(new PutItemCommand(item.Put))
    if (item?.Update) await client.send(new UpdateItemCommand(item.Update))
    if (item?.Delete) await client.send(new DeleteItemCommand(item.Delete))
    return { written: true }
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { written: false, index: 0 }
    if (error instanceof TransactionConflictException) return 'conflict'
    throw error
  }
}

async function writeAll(client: DynamoDBClient, TransactItems: TransactWriteItem[]): Promise<Outcome | 'conflict'> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }))
    return { written: true }
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const reasons = error.CancellationReasons ?? []
    const index = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed')
    const item = reasons[index]?.Item
    if (index >= 0) return { written: false, index, ...(item && { item }) }
    if (reasons.some(passes)) return 'conflict'
    throw error
  }
}

/** Reasons that a retry can overcome. */
function passes({ Code = '' }: CancellationReason) {
  return ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'].includes(Code)
}
