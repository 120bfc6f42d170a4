import { type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import type { Patience } from '../../shared/aws/patience'
import { writer } from '../../shared/aws/write'
import { Problem } from '../../shared/errors'
import { everyScope } from '../../shared/scopes'
import { mostTokens, type ProgramToken } from '../domain'
import type { AccountStore, EndedSession } from '../ports'
import { accountClosed, sessionOver, tooManyTokens } from '../refusals'

function accountKey(owner: string) {
  return { pk: `USER#${owner}`, sk: 'ACCOUNT' }
}

/** The rows of a session that has ended: by its id, and by the second in which it began. */
function sessionKeys({ owner, session, signedInAt }: EndedSession) {
  const names = [session, ...(signedInAt === undefined ? [] : [`since-${signedInAt}`])]
  return names.map((name) => ({ pk: `USER#${owner}`, sk: `SESSION#${name}` }))
}

const tokenPrefix = 'TOKEN#'
/** The token in its owner's list, by which it is read and removed. */
function tokenKey(owner: string, id: string) {
  return { pk: `USER#${owner}`, sk: `${tokenPrefix}${id}` }
}

/** The same token by what a caller shows. */
function hashKey(hash: string) {
  return { pk: `TOKEN#${hash}`, sk: 'TOKEN' }
}

const TokenRow = z.object({
  owner: z.guid(),
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.enum(everyScope)),
  hash: z.string(),
  createdAt: z.int(),
  expiresAt: z.int(),
  lastUsedAt: z.int().optional(),
})

const AccountRow = z.object({
  closedAt: z.int().optional(),
  endedBefore: z.int().default(0),
  /** Moves with every change to the tokens, so that two changes cannot miss one another. */
  revision: z.int().default(0),
})

/** How often a use of a token is noted. Milliseconds. */
const minute = 60_000
/** How often a change to the tokens is tried when others get in the way. */
const mostTries = 10
/** Seconds that rows stay after they have lost their meaning. */
const leeway = 24 * 60 * 60

/**
 * The room's table in DynamoDB: `USER#<owner>` / `ACCOUNT`, `SESSION#<id>`, `TOKEN#<id>`, and `TOKEN#<hash>` / `TOKEN`.
 *
 * @param patience how to retry on conflicting transactions; for tests
 */
export function dynamoAccountStore(client: DynamoDBClient, TableName: string, patience?: Patience): AccountStore {
  const write = writer(client, patience)
  const read = async (key: Record<string, string>): Promise<Record<string, unknown> | undefined> => {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }))
    return Item && unmarshall(Item)
  }
  const account = async (owner: string) => AccountRow.parse((await read(accountKey(owner))) ?? {})

  const rowsOf = async (owner: string) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: marshall({ ':pk': `USER#${owner}`, ':sk': tokenPrefix }),
        ScanIndexForward: false,
      }),
    )
    return Items.map((item) => TokenRow.parse(unmarshall(item)))
  }

  const removeRow = async ({ owner, id, hash }: z.infer<typeof TokenRow>): Promise<void> => {
    await write([tokenKey(owner, id), hashKey(hash)].map((key) => ({ Delete: { TableName, Key: marshall(key) } })))
  }

  /** Writes both rows of a token if nothing else changed the tokens meanwhile. @returns whether it did */
  const put = async (token: ProgramToken, hash: string, revision: number): Promise<boolean> => {
    const row = { ...token, hash, removeAfter: Math.ceil(token.expiresAt / 1000) + leeway }
    const rows = [
      { ...tokenKey(token.owner, token.id), ...row },
      { ...hashKey(hash), ...row },
    ]
    const { written } = await write([
      {
        Update: {
          TableName,
          Key: marshall(accountKey(token.owner)),
          UpdateExpression: 'SET revision = :next',
          ConditionExpression:
            'attribute_not_exists(closedAt) AND (attribute_not_exists(revision) OR revision = :revision)',
          ExpressionAttributeValues: marshall({ ':revision': revision, ':next': revision + 1 }),
        },
      },
      ...rows.map((item) => ({
        Put: {
          TableName,
          Item: marshall(item, { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      })),
    ])
    return written
  }

  return {
    async standing(ref) {
      const [{ closedAt, endedBefore }, ...ends] = await Promise.all([
        account(ref.owner),
        ...('session' in ref ? sessionKeys(ref).map(read) : []),
      ])
      return { closed: closedAt !== undefined, endedBefore, ended: ends.some((row) => row !== undefined) }
    },

    async endSession(ref, until) {
      for (const key of sessionKeys(ref))
        await client.send(new PutItemCommand({ TableName, Item: marshall({ ...key, removeAfter: until + leeway }) }))
    },

    async endSessionsBefore(owner, second) {
      await write([
        {
          Update: {
            TableName,
            Key: marshall(accountKey(owner)),
            UpdateExpression: 'SET endedBefore = :second ADD revision :one',
            ExpressionAttributeValues: marshall({ ':second': second, ':one': 1 }),
          },
        },
      ])
    },

    async close(owner, now) {
      await write([
        {
          Update: {
            TableName,
            Key: marshall(accountKey(owner)),
            UpdateExpression: 'SET closedAt = if_not_exists(closedAt, :now), removeAfter = :later',
            ExpressionAttributeValues: marshall({ ':now': now, ':later': Math.ceil(now / 1000) + leeway }),
          },
        },
      ])
    },

    async addToken(token, hash, signedInAt, now) {
      for (let tries = 0; tries < mostTries; tries++) {
        const { revision, closedAt, endedBefore } = await account(token.owner)
        if (closedAt !== undefined) throw accountClosed()
        if (signedInAt < endedBefore) throw sessionOver()
        const rows = await rowsOf(token.owner)
        const [expired, living] = [
          rows.filter((row) => row.expiresAt <= now),
          rows.filter((row) => row.expiresAt > now),
        ]
        if (living.length >= mostTokens) throw tooManyTokens(mostTokens)
        for (const row of expired) await removeRow(row)
        if (await put(token, hash, revision)) return
      }
      throw new Problem('too-many-requests', 'The tokens are being changed elsewhere. Please try again in a moment.')
    },

    async tokens(owner) {
      return (await rowsOf(owner)).map(({ hash: _hash, ...token }) => token)
    },

    async removeToken(owner, id) {
      const row = TokenRow.safeParse(await read(tokenKey(owner, id)))
      if (row.success) await removeRow(row.data)
      return row.success
    },

    async removeTokens(owner) {
      for (const row of await rowsOf(owner)) await removeRow(row)
    },

    async findToken(hash) {
      const row = await read(hashKey(hash))
      if (!row) return undefined
      const { hash: _hash, ...token } = TokenRow.parse(row)
      return token
    },

    async touchToken({ owner, id }, now) {
      const noted = Math.floor(now / minute) * minute
      // Where the token is gone, or its use was noted in this minute, there is nothing to write.
      await write([
        {
          Update: {
            TableName,
            Key: marshall(tokenKey(owner, id)),
            UpdateExpression: 'SET lastUsedAt = :noted',
            ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(lastUsedAt) OR lastUsedAt < :noted)',
            ExpressionAttributeValues: marshall({ ':noted': noted }),
          },
        },
      ])
    },
  }
}
