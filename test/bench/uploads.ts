import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { v7 } from 'uuid'
import { createClient } from '../../client/api/client'
import { dynamoJobStore } from '../../lambdas/jobs/aws/job-store'
import { s3SourceStore } from '../../lambdas/jobs/aws/source-store'
import { createApp } from '../../lambdas/uploads/app'
import { demoAccount, signIn } from '../../local/account'
import type { Addresses } from '../../local/addresses'
import { runMain } from '../../local/errors'
import { startLocalCloud } from '../../local/local-cloud'
import { discoverAll } from '../../local/registry'
import { createSteps } from '../../local/steps'
import { silentLog } from '../support/in-memory'
import { quotas, terms } from '../support/jobs'
import { caller } from '../support/request'
import { uploadsSettings } from '../support/uploads'
import type { Figure } from './chart'
import { keep } from './report'

/**
 * `npm run bench:uploads`: how soon the API answers on a local cloud of its own. Prints a table and writes
 * `docs/benchmarks/uploads.json` and `.svg`.
 */
const home = '.audiolift/bench'
const calls = 40
/** Bytes of the smallest source, a little below 200 GiB, whose plan has as many parts as S3 allows: 10,000 of 20 MiB. */
const largest = 10_000 * 20 * 1024 ** 2

async function timed(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await call()
  return performance.now() - began
}

async function times(count: number, call: (n: number) => Promise<unknown>): Promise<number[]> {
  const found: number[] = []
  for (let n = 0; n < count; n += 1) found.push(await timed(() => call(n)))
  return found.sort((a, b) => a - b)
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** Through the front and the functions, as a browser calls them. */
async function overHttp(addresses: Addresses): Promise<Figure[]> {
  const client = createClient({ baseUrl: addresses.page })
  await signIn(
    client,
    demoAccount,
    addresses,
    createSteps(() => undefined),
  )
  const ids: string[] = []
  const reserve = async (size: number) => {
    const { job } = await client.reserve({ name: 'bench.mp4', size })
    ids.push(job.id)
    return job.id
  }
  await times(5, () => reserve(1000))
  const reserved = await times(calls, () => reserve(1000))
  const id = await reserve(20 * 1024 ** 3)
  const numbers = Array.from({ length: 100 }, (_, index) => index + 1)
  await client.parts(id, numbers)
  const batches = await times(calls, () => client.parts(id, numbers))
  for (const each of ids) await client.abort(each)
  return [
    { name: 'Reserve, warm, p50', value: at(reserved, 0.5), unit: 'ms', limit: 60 },
    { name: 'Reserve, warm, p90', value: at(reserved, 0.9), unit: 'ms', limit: 250 },
    { name: '100 URLs over HTTP, p50', value: at(batches, 0.5), unit: 'ms', limit: 500 },
    { name: '100 URLs over HTTP, slowest', value: at(batches, 1), unit: 'ms', limit: 500 },
  ]
}

/** The largest plan is beyond the local stage's limit, so the app runs here, on the local cloud's table and bucket. */
async function ofLargestPlan(emulator: string): Promise<Figure[]> {
  const access = {
    endpoint: emulator,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  const published = await discoverAll(emulator)
  const app = createApp({
    jobs: dynamoJobStore(new DynamoDBClient(access), published.get('jobs/table-name') ?? ''),
    sources: s3SourceStore(
      new S3Client({ ...access, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' }),
      published.get('jobs/uploads-bucket') ?? '',
    ),
    terms,
    quotas,
    ...uploadsSettings(),
    maxSize: largest,
    newId: () => v7(),
    now: Date.now,
    log: silentLog,
  })
  const call = caller(app, randomUUID())
  const { body } = await call<{
    readonly job: { readonly id: string }
    readonly upload: { readonly partCount: number }
  }>('POST', '/v1/uploads', {
    name: 'bench.mov',
    size: largest,
  })
  const { partCount } = body.upload
  const batches = await times(Math.ceil(partCount / 100), (batch) => {
    const count = Math.min(100, partCount - batch * 100)
    const numbers = Array.from({ length: count }, (_, index) => batch * 100 + index + 1)
    return call('POST', `/v1/uploads/${body.job.id}/parts`, { numbers })
  })
  await call('DELETE', `/v1/uploads/${body.job.id}`)
  const plan = `${partCount} parts`
  return [
    { name: `Batch of 100 URLs of ${plan}, p50`, value: at(batches, 0.5), unit: 'ms', limit: 500 },
    { name: `Batch of 100 URLs of ${plan}, slowest`, value: at(batches, 1), unit: 'ms', limit: 500 },
  ]
}

runMain(async () => {
  const cloud = await startLocalCloud({ home, onStep: () => undefined })
  try {
    const found = [...(await overHttp(cloud.addresses)), ...(await ofLargestPlan(cloud.addresses.emulator))]
    return keep('uploads', 'Uploads: measured, and the limit', found, { calls }) ? 0 : 1
  } finally {
    await cloud.stop()
  }
})
