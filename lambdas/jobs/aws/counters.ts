import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { type CounterKey, type CounterMove, overridesKey, usageKey, usageOfDayKey } from '../counters'
import type { Account } from '../ports'
import { endOfDay, QuotaOverrides } from '../quotas'
import { RetentionOverrides } from '../retention'
import { Expression } from './expression'

/** Days that a day's counters are kept after it. */
const keptDays = 7

/** The update that changes one row's counters. If one would exceed its limit, it returns the old row instead. */
export function counterUpdate(TableName: string, { key, amounts, day }: CounterMove): TransactWriteItem {
  const update = new Expression()
  const add = amounts.map(({ limit, by }) => `${update.name(limit)} ${update.value(by)}`)
  const conditions = amounts.flatMap(({ limit, by, atMost }) => {
    if (atMost === undefined) return []
    // A missing row counts as 0; `atMost - by` is compared with that, too.
    const room = update.value(atMost - by)
    const fits = `${update.name(limit)} <= ${room}`
    return [atMost >= by ? `(attribute_not_exists(${update.name(limit)}) OR ${fits})` : fits]
  })
  const removeAfter = day && `SET ${update.name('removeAfter')} = ${update.value(secondsAfter(day))}`
  return {
    Update: {
      TableName,
      Key: marshall(key),
      UpdateExpression: [`ADD ${add.join(', ')}`, removeAfter].filter(Boolean).join(' '),
      ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...update.attributes(),
    },
  }
}

/** DynamoDB's TTL: seconds since the epoch. */
function secondsAfter(day: string) {
  return endOfDay(Date.parse(day)) / 1000 + keptDays * 24 * 60 * 60
}

/** What a counter row says: its numbers. */
export function countsOf(row: Record<string, AttributeValue> | undefined): Record<string, number> {
  return Object.fromEntries(
    Object.entries(row ? unmarshall(row) : {}).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    ),
  )
}

export async function readAccount(
  client: DynamoDBClient,
  TableName: string,
  owner: string,
  day: string,
): Promise<Account> {
  const read = async (key: CounterKey) =>
    (await client.send(new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }))).Item
  const [usage, usageOfDay, agreed] = await Promise.all([
    read(usageKey(owner)),
    read(usageOfDayKey(owner, day)),
    read(overridesKey(owner)),
  ])
  const [beyond, daily] = [countsOf(usage), countsOf(usageOfDay)]
  return {
    used: {
      activeJobs: beyond.activeJobs ?? 0,
      storedBytes: beyond.storedBytes ?? 0,
      jobsPerDay: daily.jobsPerDay ?? 0,
      audioSecondsPerDay: daily.audioSecondsPerDay ?? 0,
    },
    overrides: QuotaOverrides.parse(agreed ? unmarshall(agreed) : {}),
    retention: RetentionOverrides.parse(agreed ? unmarshall(agreed) : {}),
  }
}
