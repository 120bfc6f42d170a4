import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoAccountStore } from '../../../lambdas/auth/aws/account-store'
import { canceled, type Reply, refused, scriptedService } from '../../support/scripted-service'

const token = {
  owner: '01a206af-7eef-765a-96a7-978053edae79',
  id: '01a206af-7eef-765a-96a7-978053edae80',
  name: 'build',
  scopes: ['jobs:read' as const],
  createdAt: 0,
  expiresAt: 60_000,
}
const ok: Reply = { status: 200, body: {} }
const inTheWay = refused('TransactionConflictException')

let close: () => Promise<unknown>
afterEach(() => close())

async function storeThatHears(...replies: readonly Reply[]) {
  const { calls, config, close: closeService } = await scriptedService(replies)
  close = closeService
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 })
  const store = dynamoAccountStore(client, 'auth', { tries: 3, first: 1, longest: 2 })
  return { store, operations: () => calls.map(({ operation }) => operation) }
}

describe('a write that a transaction on the same row is in the way of', () => {
  it.each([
    ['the end of all sessions', (store) => store.endSessionsBefore(token.owner, 1)],
    ['the end of an account', (store) => store.close(token.owner, 1)],
    ['the use of a token', (store) => store.touchToken(token, 1)],
  ] satisfies [string, (store: ReturnType<typeof dynamoAccountStore>) => Promise<void>][])(
    '%s, is tried again',
    async (_, write) => {
      const { store, operations } = await storeThatHears(inTheWay, ok)
      await write(store)
      expect(operations()).toEqual(['UpdateItem', 'UpdateItem'])
    },
  )

  it('the use of a token, is nobody’s business when the token is gone', async () => {
    const { store, operations } = await storeThatHears(refused('ConditionalCheckFailedException'))
    await store.touchToken(token, 1)
    expect(operations()).toEqual(['UpdateItem'])
  })

  it('a new token, is tried again, without looking at the account again', async () => {
    const { store, operations } = await storeThatHears(ok, ok, canceled('TransactionConflict', 'None', 'None'), ok)
    await store.addToken(token, 'hash', 1, 1)
    expect(operations()).toEqual(['GetItem', 'Query', 'TransactWriteItems', 'TransactWriteItems'])
  })

  it('a new token, looks again when the account has changed', async () => {
    const changed = canceled('ConditionalCheckFailed', 'None', 'None')
    const { store, operations } = await storeThatHears(ok, ok, changed, ok)
    await store.addToken(token, 'hash', 1, 1)
    expect(operations().slice(3)).toEqual(['GetItem', 'Query', 'TransactWriteItems'])
  })
})
