import { type AttributeValue, type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Patience } from '../../shared/aws/patience'
import { writer } from '../../shared/aws/write'
import { counterMoves } from '../counters'
import { cursorOfId, idOfCursor } from '../cursor'
import { type Job, JobRef, Row } from '../domain'
import { dueIndex, jobPrefix } from '../env'
import { type KeyedRequest, KeyTaken } from '../keyed-request'
import type { JobStore } from '../ports'
import { excess, type Settlement } from '../quotas'
import { counterUpdate, countsOf, readAccount } from './counters'
import { Expression } from './expression'
import { keyedRequestUpdate, readKeyedRequest } from './keyed-requests'

/** The sparse index over `dueAt` is spread over this many partitions, so that no single one takes every write. */
const dueShards = 4

/** Key `USER#<owner>` / `JOB#<id>`: ids sort by time (UUIDv7), so a list is one query. */
function keyOf({ owner, id }: JobRef) {
  return { pk: `USER#${owner}`, sk: `${jobPrefix}${id}` }
}

/** Whether the sort key is a job's; the others are those of counters. */
export function isJobKey(sk: string | undefined): boolean {
  return sk?.startsWith(jobPrefix) ?? false
}

function shardOf(id: string) {
  return `DUE#${Number.parseInt(id.slice(-2), 16) % dueShards}`
}

/** A row of the table, or of its stream, as a job or what is left of one. */
export function jobOfRow(row: Record<string, AttributeValue>): Row {
  return Row.parse(unmarshall(row))
}

/** @param patience how to retry on conflicting transactions; for tests */
export function dynamoJobStore(client: DynamoDBClient, TableName: string, patience?: Patience): JobStore {
  const write = writer(client, patience)

  /**
   * Writes the job's item, its settlement and its request: true, or undefined when the job's condition did not hold.
   *
   * @throws KeyTaken, QuotaExceeded
   */
  const settle = async (
    ref: JobRef,
    item: Parameters<typeof write>[0][number],
    settles: Settlement | undefined,
    request: KeyedRequest | undefined,
  ): Promise<true | undefined> => {
    const moves = settles ? counterMoves(ref, settles) : []
    // The request comes first: a repeated request may conflict with the state and counters left by the first, but its key identifies it.
    const first = request ? [keyedRequestUpdate(TableName, request)] : []
    const outcome = await write([...first, item, ...moves.map((move) => counterUpdate(TableName, move))])
    if (outcome.written) return true
    if (outcome.index < first.length) throw new KeyTaken('The key of the request was used before')
    const move = moves[outcome.index - first.length - 1]
    if (!move) return undefined
    const exceeded = settles?.quotas && excess(move.amounts, countsOf(outcome.item), settles.quotas)
    throw exceeded ?? new Error('A counter refused what its row has room for')
  }

  const getRow = async (ref: JobRef): Promise<Row | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: marshall(keyOf(ref)), ConsistentRead: true }),
    )
    return Item && jobOfRow(Item)
  }

  return {
    getRow,

    async get(ref) {
      const row = await getRow(ref)
      return row?.state === 'removed' ? undefined : row
    },

    async create(job, settles, request) {
      const Item = marshall({ ...keyOf(job), ...job, dueShard: shardOf(job.id) }, { removeUndefinedValues: true })
      const put = { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } }
      if (!(await settle(job, put, settles, request))) throw new Error('There is a row with this id already')
    },

    keyedRequest: (owner, key) => readKeyedRequest(client, TableName, owner, key),

    async list(owner, { limit, cursor, state }) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          FilterExpression: state ? '#state = :state' : '#state <> :state',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: marshall({
            ':pk': `USER#${owner}`,
            ':sk': jobPrefix,
            ':state': state ?? 'removed',
          }),
          ...(cursor && { ExclusiveStartKey: marshall(keyOf({ owner, id: idOfCursor(cursor) })) }),
          ScanIndexForward: false,
          Limit: limit,
        }),
      )
      const last = LastEvaluatedKey && unmarshall(LastEvaluatedKey).sk
      const jobs = Items.map(jobOfRow).filter((row): row is Job => row.state !== 'removed')
      return { jobs, ...(last && { nextCursor: cursorOfId(last.slice(jobPrefix.length)) }) }
    },

    async take<To extends Row>({ from, to, unchanged, settles, request }: Parameters<JobStore['take']>[0]) {
      const update = new Expression()
      const before: Record<string, unknown> = from
      const after: Record<string, unknown> = to
      const changed = Object.keys(after).filter((name) => after[name] !== undefined && after[name] !== before[name])
      const dropped = Object.keys(before).filter((name) => after[name] === undefined)
      const set = changed.map((name) => `${update.name(name)} = ${update.value(after[name])}`)
      const remove = dropped.map((name) => update.name(name))
      const conditions = unchanged.map((name) => update.same(name, before[name]))
      const item = {
        Update: {
          TableName,
          Key: marshall(keyOf(from)),
          UpdateExpression: [
            `SET ${set.join(', ')}`,
            ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
          ].join(' '),
          ConditionExpression: conditions.join(' AND '),
          ...update.attributes(),
        },
      }
      return (await settle(from, item, settles, request)) && (to as To)
    },

    async remove(job, settles) {
      const condition = new Expression()
      const asRead = (['state', 'epoch', 'source', 'size'] as const).map((name) => condition.same(name, job[name]))
      const ConditionExpression = asRead.join(' AND ')
      const Key = marshall(keyOf(job))
      await settle(
        job,
        { Delete: { TableName, Key, ConditionExpression, ...condition.attributes() } },
        settles,
        undefined,
      )
    },

    account: (owner, day) => readAccount(client, TableName, owner, day),

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
  }
}

function refOfKey({ pk, sk }: Record<string, string>): JobRef {
  return JobRef.parse({ owner: pk?.slice('USER#'.length), id: sk?.slice(jobPrefix.length) })
}
