import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { v7 } from 'uuid'
import { ProblemError } from '../../client/api/client'
import { waitForJob } from '../../client/api/wait'
import { dynamoJobStore } from '../../lambdas/jobs/aws/job-store'
import { s3SourceStore } from '../../lambdas/jobs/aws/source-store'
import { overridesKey } from '../../lambdas/jobs/counters'
import type { QuotaOverrides } from '../../lambdas/jobs/quotas'
import { createApp } from '../../lambdas/uploads/app'
import { silentLog } from '../support/in-memory'
import { quotas, terms } from '../support/jobs'
import { caller } from '../support/request'
import { uploadsSettings } from '../support/uploads'
import { type User, user } from './support/cloud'
import { access, published, table } from './support/table'

/** A new user, with quotas other than the stage's. */
async function userWith(overrides: QuotaOverrides): Promise<User & { readonly id: string }> {
  const somebody = await user()
  const { id } = await somebody.client.me()
  const { client, TableName } = await table()
  await client.send(new PutItemCommand({ TableName, Item: marshall({ ...overridesKey(id), ...overrides }) }))
  return { ...somebody, id }
}

async function rowsOf(owner: string) {
  const { client, TableName } = await table()
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': `USER#${owner}` }),
      ConsistentRead: true,
    }),
  )
  return Items.map((item) => unmarshall(item))
}

async function refusal(call: Promise<unknown>): Promise<ProblemError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ProblemError) return error
  throw new Error('was not refused', { cause: error })
}

/** The parts of an answer that tests compare; undefined members are left out. */
function pick({ type, limit, value }: { readonly type?: unknown; readonly limit?: unknown; readonly value?: unknown }) {
  return Object.fromEntries(Object.entries({ type, limit, value }).filter(([, member]) => member !== undefined))
}

function many(count: number, call: (n: number) => Promise<unknown>) {
  return Promise.allSettled(Array.from({ length: count }, (_, n) => call(n)))
}

describe('quotas', () => {
  it('200 reservations at once, with a limit of 7, are 7 jobs', async () => {
    const owner = randomUUID()
    const { TableName, client } = await table()
    const sources = s3SourceStore(
      new S3Client({ ...access(), forcePathStyle: true }),
      await published('uploads-bucket'),
    )
    // The real app and its adapters, but in this process: 200 functions at once are too many for one machine.
    const app = createApp({
      jobs: dynamoJobStore(client, TableName),
      sources,
      terms,
      quotas: { ...quotas, activeJobs: 7 },
      ...uploadsSettings(),
      maxSize: 1000,
      now: Date.now,
      newId: v7,
      log: silentLog,
    })
    const reserve = (n: number) => caller(app, owner)('POST', '/v1/uploads', { name: `${n}.mp4`, size: 1000 })
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => reserve(n)))
    const count = (wanted: object) =>
      answers.filter(({ status, body }) => isDeepStrictEqual({ status, ...pick(body) }, wanted)).length
    expect(count({ status: 201 })).toBe(7)
    expect(count({ status: 429, type: '/problems/quota-exceeded', limit: 'activeJobs', value: 7 })).toBe(193)
    const rows = await rowsOf(owner)
    expect(rows.filter(({ sk }) => sk.startsWith('JOB#'))).toHaveLength(7)
    expect(rows.find(({ sk }) => sk === 'USAGE')).toMatchObject({ activeJobs: 7, storedBytes: 7000 })
  })

  it('hold through the API, which reports their use', async () => {
    const { client } = await userWith({ activeJobs: 3 })
    const results = await many(8, (n) => client.reserve({ name: `${n}.mp4`, size: 1000 }))
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refusals.map(({ type, quota }) => [type, quota?.limit, quota?.value])).toEqual(
      Array(5).fill(['/problems/quota-exceeded', 'activeJobs', 3]),
    )
    const imported = await refusal(client.import({ url: 'https://example.org/film.mp4' }))
    expect([imported.status, imported.quota?.limit]).toEqual([429, 'activeJobs'])
    expect(await client.quota()).toMatchObject({
      activeJobs: { limit: 3, used: 3 },
      storedBytes: { used: 3000 },
      jobsPerDay: { used: 3 },
    })
  })

  it('come back when jobs end and sources go, once, however often that is said', async () => {
    const { client } = await userWith({ activeJobs: 2, storedBytes: 2000, jobsPerDay: 5 })
    const jobs = [
      await client.reserve({ name: 'a.mp4', size: 1000 }),
      await client.reserve({ name: 'b.mp4', size: 1000 }),
    ]
    const { quota } = await refusal(client.reserve({ name: 'c.mp4', size: 1 }))
    expect(quota).toEqual({ limit: 'activeJobs', value: 2, freesAt: expect.any(String) })

    for (const { job } of jobs) await many(5, () => client.abort(job.id))
    expect(await client.quota()).toMatchObject({
      activeJobs: { used: 0 },
      storedBytes: { used: 0 },
      jobsPerDay: { used: 2 },
    })
    for (const { job } of jobs) await many(5, () => client.remove(job.id))
    expect(await client.quota()).toMatchObject({ activeJobs: { used: 0 }, storedBytes: { used: 0 } })

    expect((await refusal(client.reserve({ name: 'large.mp4', size: 2001 }))).quota).toEqual({
      limit: 'storedBytes',
      value: 2000,
    })
    for (const name of ['c.mp4', 'd.mp4', 'e.mp4']) await client.abort((await client.reserve({ name, size: 1 })).job.id)
    expect((await refusal(client.reserve({ name: 'f.mp4', size: 1 }))).quota).toMatchObject({ limit: 'jobsPerDay' })
  })

  it('keep the bytes of a job that failed, and take it in again with a retry', async () => {
    const { client } = await userWith({ activeJobs: 1 })
    const { job, upload } = await client.reserve({ name: 'a.mp4', size: 1000 })
    await fetch(upload.parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(1000) })
    await client.complete(job.id)
    expect(await waitForJob(client, job.id)).toMatchObject({
      state: 'failed',
      source: { size: 1000, keptUntil: expect.any(String) },
    })
    expect(await client.quota()).toMatchObject({ activeJobs: { used: 0 }, storedBytes: { used: 1000 } })

    await client.retry(job.id)
    await waitForJob(client, job.id)
    expect(await client.quota()).toMatchObject({
      activeJobs: { used: 0 },
      storedBytes: { used: 1000 },
      jobsPerDay: { used: 2 },
    })
    await client.remove(job.id)
    expect(await client.quota()).toMatchObject({ storedBytes: { used: 0 } })
    expect((await client.jobs()).jobs).toEqual([])
  })

  it('of audio that are used up fail the job with a sentence', async () => {
    const { client } = await userWith({ audioSecondsPerDay: 0 })
    expect((await refusal(client.reserve({ name: 'a.mp4', size: 1000 }))).quota).toMatchObject({
      limit: 'audioSecondsPerDay',
      value: 0,
      freesAt: expect.stringMatching(/T00:00:00.000Z$/),
    })
  })
})
