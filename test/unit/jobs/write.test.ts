import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { dynamoJobStore } from '../../../lambdas/jobs/aws/job-store'
import { cancel, charged, report } from '../../../lambdas/jobs/life'
import { jobIn, newYear, quotas, terms } from '../../support/jobs'
import { type Call, canceled, type Reply, refused, scriptedService } from '../../support/scripted-service'

const written: Reply = { status: 200, body: {} }
const conflict = canceled('TransactionConflict', 'None', 'None', 'None')

interface Write {
  readonly TransactItems?: readonly Record<string, Record<string, unknown>>[]
}

let close: () => Promise<unknown>
afterEach(() => close())

/** A store before a DynamoDB that answers so, one after the other, and its last answer from then on. */
async function storeThatHears(...replies: readonly Reply[]) {
  const service = await scriptedService(replies)
  close = service.close
  const client = new DynamoDBClient({ ...service.config, maxAttempts: 1 })
  return { calls: service.calls, store: dynamoJobStore(client, 'jobs', { tries: 4, first: 1, longest: 2 }) }
}

function itemsOf(call: Call | undefined) {
  const { TransactItems = [] }: Write = JSON.parse(call?.body ?? '{}')
  return TransactItems
}

const reserved = jobIn('reserved')
const settles = charged(reserved, quotas)
const held = jobIn('converting')
const heartbeat = report(held, { percent: 1 }, newYear, terms)

describe('a step that moves no quota', () => {
  it('is one conditional write', async () => {
    const { calls, store } = await storeThatHears(written)
    expect(await store.take(heartbeat)).toEqual(heartbeat.to)
    expect(calls.map(({ operation }) => operation)).toEqual(['UpdateItem'])
  })

  it('is tried again when a transaction was in the way', async () => {
    const { calls, store } = await storeThatHears(refused('TransactionConflictException'), written)
    expect(await store.take(heartbeat)).toEqual(heartbeat.to)
    expect(calls).toHaveLength(2)
  })

  it('is somebody else’s when its condition does not hold', async () => {
    const { calls, store } = await storeThatHears(refused('ConditionalCheckFailedException'))
    expect(await store.take(heartbeat)).toBeUndefined()
    expect(calls).toHaveLength(1)
  })
})

describe('a step that moves a quota', () => {
  it('is one transaction with the same condition', async () => {
    const { calls, store } = await storeThatHears(written)
    const step = cancel(held, newYear, terms)
    expect(await store.take(step)).toEqual(step.to)
    const [job, usage] = itemsOf(calls[0])
    expect(job?.Update?.ConditionExpression).toMatch(
      /^#state = :v\d+ AND #epoch = :v\d+ AND attribute_not_exists\(#metered\)$/,
    )
    expect(usage?.Update).toMatchObject({ UpdateExpression: 'ADD #activeJobs :v0' })
    expect(usage?.Update).not.toHaveProperty('ConditionExpression')
    expect(calls).toHaveLength(1)
  })

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is tried again after %s',
    async (code) => {
      const { calls, store } = await storeThatHears(canceled('None', code, 'None', 'None'), conflict, written)
      await store.create(reserved, settles)
      expect(calls.map(({ operation }) => operation)).toEqual(Array(3).fill('TransactWriteItems'))
    },
  )

  it('is given up after so many tries, with a sentence for the user', async () => {
    const { calls, store } = await storeThatHears(conflict)
    await expect(store.create(reserved, settles)).rejects.toMatchObject({
      code: 'too-many-requests',
      message: expect.stringMatching(/^[A-Z].+\.$/),
    })
    expect(calls).toHaveLength(4)
  })

  it('is another writer’s when the job’s condition does not hold, for any counters', async () => {
    const { store } = await storeThatHears(canceled('ConditionalCheckFailed', 'ConditionalCheckFailed'))
    expect(await store.take(cancel(held, newYear, terms))).toBeUndefined()
  })

  it('names the limit that is in the way, by what the counter was at that moment', async () => {
    const own = { ...quotas, activeJobs: 5, storedBytes: 2500 }
    const counted = (counts: object) =>
      canceled(
        'None',
        { Code: 'ConditionalCheckFailed', Item: marshall({ pk: 'p', sk: 's', ...counts }) },
        'None',
        'None',
      )
    const { store } = await storeThatHears(
      counted({ activeJobs: 5, storedBytes: 1000 }),
      counted({ activeJobs: 4, storedBytes: 2000 }),
    )
    const create = () => store.create(reserved, charged(reserved, own))
    await expect(create()).rejects.toMatchObject({ name: 'QuotaExceeded', limit: 'activeJobs', value: 5, lacking: 1 })
    await expect(create()).rejects.toMatchObject({
      name: 'QuotaExceeded',
      limit: 'storedBytes',
      value: 2500,
      lacking: 500,
    })
  })

  it('by more than a limit is refused by a counter that is not there yet, too', async () => {
    const { store, calls } = await storeThatHears(canceled('None', 'ConditionalCheckFailed', 'None', 'None'))
    const create = store.create(reserved, charged(reserved, { ...quotas, storedBytes: 999 }))
    await expect(create).rejects.toMatchObject({ limit: 'storedBytes', value: 999, lacking: 1 })
    const usage = itemsOf(calls[0])[1]?.Update
    expect(usage?.ConditionExpression).toBe(
      '(attribute_not_exists(#activeJobs) OR #activeJobs <= :v2) AND #storedBytes <= :v3',
    )
  })

  it.each([canceled('ValidationError'), refused('AccessDeniedException')])(
    'fails for any other reason: %j',
    async (reply) => {
      const { calls, store } = await storeThatHears(reply)
      await expect(store.create(reserved, settles)).rejects.toThrow()
      expect(calls).toHaveLength(1)
    },
  )

  it('with an id that is there already fails', async () => {
    const { store } = await storeThatHears(canceled('ConditionalCheckFailed', 'None', 'None', 'None'))
    await expect(store.create(reserved, settles)).rejects.toThrow('There is a row with this id already')
  })
})
