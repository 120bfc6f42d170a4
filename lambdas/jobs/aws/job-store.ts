import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { cursorOfId, idOfCursor } from '../cursor'
import { Job, JobRef } from '../domain'
import { dueIndex } from '../env'
import type { JobStore } from '../ports'

/** The sparse index over `dueAt` is spread over this many partitions, so that no single one takes every write. */
const dueShards = 4

/** Key `USER#<owner>` / `JOB#<id>`: ids sort by time (UUIDv7), so a list is one query. */
const keyOf = ({ owner, id }: JobRef) => ({ pk: `USER#${owner}`, sk: `JOB#${id}` })
const shardOf = (id: string) => `DUE#${Number.parseInt(id.slice(-2), 16) % dueShards}`

/** A row of the table, or of its stream, as a job. */
export const jobOfRow = (row: Record<string, AttributeValue>): Job => Job.parse(unmarshall(row))

export const dynamoJobStore = (client: DynamoDBClient, TableName: string): JobStore => ({
  async create(job) {
    await client.send(
      new PutItemCommand({
        TableName,
        Item: marshall({ ...keyOf(job), ...job, dueShard: shardOf(job.id) }, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    )
  },

  async get(ref) {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: marshall(keyOf(ref)), ConsistentRead: true }),
    )
    return Item && jobOfRow(Item)
  },

  async list(owner, { limit, cursor, state }) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: marshall({
          ':pk': `USER#${owner}`,
          ':sk': 'JOB#',
          ...(state && { ':state': state }),
        }),
        ...(state && { FilterExpression: '#state = :state', ExpressionAttributeNames: { '#state': 'state' } }),
        ...(cursor && { ExclusiveStartKey: marshall(keyOf({ owner, id: idOfCursor(cursor) })) }),
        ScanIndexForward: false,
        Limit: limit,
      }),
    )
    const last = LastEvaluatedKey && unmarshall(LastEvaluatedKey).sk
    return { jobs: Items.map(jobOfRow), ...(last && { nextCursor: cursorOfId(last.slice('JOB#'.length)) }) }
  },

  async take<To extends Job>({ from, to, unchanged }: Parameters<JobStore['take']>[0]) {
    const update = new Expression()
    const before: Record<string, unknown> = from
    const after: Record<string, unknown> = to
    const changed = Object.keys(after).filter((name) => after[name] !== undefined && after[name] !== before[name])
    const dropped = Object.keys(before).filter((name) => after[name] === undefined)
    const set = changed.map((name) => `${update.name(name)} = ${update.value(after[name])}`)
    const remove = dropped.map((name) => update.name(name))
    const conditions = unchanged.map((name) =>
      before[name] === undefined
        ? `attribute_not_exists(${update.name(name)})`
        : `${update.name(name)} = ${update.value(before[name])}`,
    )
    const done = await unlessConditionFails(() =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(keyOf(from)),
          UpdateExpression: [
            `SET ${set.join(', ')}`,
            ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
          ].join(' '),
          ConditionExpression: conditions.join(' AND '),
          ...update.attributes(),
        }),
      ),
    )
    return done && (to as To)
  },

  async remove(job) {
    await unlessConditionFails(() =>
      client.send(
        new DeleteItemCommand({
          TableName,
          Key: marshall(keyOf(job)),
          ConditionExpression: '#state = :state AND epoch = :epoch',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: marshall({ ':state': job.state, ':epoch': job.epoch }),
        }),
      ),
    )
  },

  async due(now, limit) {
    const shards = await Promise.all(
      Array.from({ length: dueShards }, (_, shard) =>
        client.send(
          new QueryCommand({
            TableName,
            IndexName: dueIndex,
            KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
            ExpressionAttributeValues: marshall({ ':shard': `DUE#${shard}`, ':now': now }),
            Limit: limit,
          }),
        ),
      ),
    )
    return shards
      .flatMap(({ Items = [] }) => Items.map((item) => unmarshall(item)))
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map((item) => refOfKey(item))
  },
})

/** Collects the placeholders of one DynamoDB expression. */
class Expression {
  private readonly names: Record<string, string> = {}
  private readonly values: Record<string, unknown> = {}

  name(name: string): string {
    this.names[`#${name}`] = name
    return `#${name}`
  }

  value(value: unknown): string {
    const placeholder = `:v${Object.keys(this.values).length}`
    this.values[placeholder] = value
    return placeholder
  }

  attributes() {
    return {
      ExpressionAttributeNames: this.names,
      ExpressionAttributeValues: marshall(this.values, { removeUndefinedValues: true }),
    }
  }
}

const refOfKey = ({ pk, sk }: Record<string, string>): JobRef =>
  JobRef.parse({ owner: pk?.slice('USER#'.length), id: sk?.slice('JOB#'.length) })

/** True when the write happened, undefined when its condition did not hold. */
const unlessConditionFails = async (write: () => Promise<unknown>): Promise<true | undefined> => {
  try {
    await write()
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}
