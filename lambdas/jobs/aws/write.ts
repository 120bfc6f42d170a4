import { setTimeout as sleep } from 'node:timers/promises'
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
import { Problem } from '../../shared/errors'

export type Outcome =
  | { readonly written: true }
  /** The condition of the item with this index did not hold; the item, if it was asked for. */
  | { readonly written: false; readonly index: number; readonly item?: Record<string, AttributeValue> }

export interface Patience {
  /** Tries in all. */
  readonly tries: number
  /** Milliseconds before the second try at most; doubled before each further one, up to `longest`. */
  readonly first: number
  readonly longest: number
}

/** Ten tries within 3 s at most, as somebody may be waiting for the answer. */
const usualPatience: Patience = { tries: 10, first: 25, longest: 500 }

/**
 * Writes one item, or several in one transaction.
 *
 * DynamoDB refuses a write while another transaction is using one of the items; the SDK does not retry it (Amazon DynamoDB
 * Developer Guide, “Transaction conflict handling”). So we do, with exponential backoff and full jitter.
 *
 * @throws Problem `too-many-requests` when all tries met a conflict.
 */
export function writer(client: DynamoDBClient, { tries, first, longest }: Patience = usualPatience) {
  return async (items: readonly TransactWriteItem[]): Promise<Outcome> => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await (items.length === 1 ? writeOne(client, items[0]) : writeAll(client, [...items]))
      if (outcome !== 'conflict') return outcome
      if (attempt >= tries)
        throw new Problem('too-many-requests', 'Too many requests at once. Please try again in a moment.')
      await sleep(Math.random() * Math.min(longest, first * 2 ** (attempt - 1)))
    }
  }
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
