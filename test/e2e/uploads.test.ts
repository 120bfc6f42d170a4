import { createHash } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import { s3AudioStore } from '../../lambdas/jobs/aws/audio-store'
import { dynamoJobStore } from '../../lambdas/jobs/aws/job-store'
import { s3SourceStore } from '../../lambdas/jobs/aws/source-store'
import type { PartUrl } from '../../lambdas/jobs/ports'
import { sweep } from '../../lambdas/jobs/sweep'
import { silentLog } from '../support/in-memory'
import { terms } from '../support/jobs'
import { page, user } from './support/cloud'
import { access, published } from './support/table'

const MiB = 1024 ** 2
const day = 24 * 60 * 60 * 1000

function s3() {
  return new S3Client({ ...access(), forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })
}

interface Reserved {
  readonly job: { readonly id: string; readonly state: string }
  readonly upload: { readonly partSize: number; readonly parts: readonly PartUrl[] }
}

/** A new user, and calls as a program without our client makes them. */
async function somebody() {
  const { client, token } = await user()
  const { id: owner } = await client.me()
  const call = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${page()}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T }
  }
  const reserve = async (size: number, more = {}) =>
    (await call<Reserved>('POST', '/v1/uploads', { name: 'a.mp4', size, ...more })).body
  const arrived = async (id: string) =>
    (await call<{ readonly parts: readonly object[] }>('GET', `/v1/uploads/${id}/parts`)).body.parts
  const source = async (id: string) => {
    const command = new GetObjectCommand({ Bucket: await published('uploads-bucket'), Key: `uploads/${owner}/${id}` })
    return Buffer.from((await (await s3().send(command)).Body?.transformToByteArray()) ?? [])
  }
  const openUploads = async () => {
    const Prefix = `uploads/${owner}/`
    const command = new ListMultipartUploadsCommand({ Bucket: await published('uploads-bucket'), Prefix })
    return (await s3().send(command)).Uploads ?? []
  }
  return { client, owner, call, reserve, arrived, source, openUploads }
}

async function put(part: Pick<PartUrl, 'url'> | undefined, bytes: Uint8Array<ArrayBuffer>, headers = {}) {
  return (await fetch(part?.url ?? '', { method: 'PUT', body: bytes, headers })).status
}

function bytesOf(length: number) {
  return new Uint8Array(length).fill(7)
}

describe('the URL of a part', () => {
  it('accepts only the declared length, not a byte more or less', async () => {
    const { reserve, arrived } = await somebody()
    const { job, upload } = await reserve(1000)
    const [part] = upload.parts
    expect(await put(part, bytesOf(999))).toBe(403)
    expect(await put(part, bytesOf(1001))).toBe(403)
    expect(await arrived(job.id)).toEqual([])
    expect(await put(part, bytesOf(1000))).toBe(200)
    expect(await arrived(job.id)).toEqual([{ number: 1, size: 1000 }])
  })

  it('is refused when it has expired, and a fresh one is a call away', async () => {
    const { client, owner, reserve, call } = await somebody()
    const { job } = await reserve(1000)
    const yesterday = s3SourceStore(s3(), await published('uploads-bucket'), () => Date.now() - day)
    const row = await dynamoJobStore(new DynamoDBClient(access()), await published('table-name')).get({
      owner,
      id: job.id,
    })
    if (!row) throw new Error('no job')
    const [expired] = await yesterday.signParts(row, [1])
    expect(await put(expired, bytesOf(1000))).toBe(403)
    const { body } = await call<{ readonly parts: PartUrl[] }>('POST', `/v1/uploads/${job.id}/parts`, { numbers: [1] })
    expect(await put(body.parts[0], bytesOf(1000))).toBe(200)
    await client.abort(job.id)
  })

  it('of an upload with checksums admits bytes of its checksum only', async () => {
    const { reserve, call, source } = await somebody()
    const bytes = bytesOf(1000)
    const sha256 = createHash('sha256').update(bytes).digest('base64')
    const { job } = await reserve(1000, { checksum: 'sha256' })
    const { body } = await call<{ readonly parts: PartUrl[] }>('POST', `/v1/uploads/${job.id}/parts`, {
      numbers: [1],
      checksums: { 1: sha256 },
    })
    const [part] = body.parts
    expect(await put(part, new Uint8Array(1000), part?.headers)).toBe(400)
    expect(await put(part, new Uint8Array(1000))).toBe(403)
    const other = createHash('sha256').update(new Uint8Array(1000)).digest('base64')
    expect(await put(part, new Uint8Array(1000), { 'x-amz-checksum-sha256': other })).toBe(403)
    expect((await call('POST', `/v1/uploads/${job.id}/complete`)).status).toBe(409)
    expect(await put(part, bytes, part?.headers)).toBe(200)
    expect((await call('POST', `/v1/uploads/${job.id}/complete`)).status).toBe(202)
    expect(await source(job.id)).toEqual(Buffer.from(bytes))
  })

  it('overwrites nothing once the upload is complete, which may be said again', async () => {
    const { reserve, call, source, openUploads } = await somebody()
    const { job, upload } = await reserve(6 * MiB)
    for (const part of upload.parts) expect(await put(part, bytesOf(part.size))).toBe(200)
    const complete = () => call<Reserved>('POST', `/v1/uploads/${job.id}/complete`)
    const answers = await Promise.all([complete(), complete(), complete()])
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    for (const part of upload.parts) expect(await put(part, new Uint8Array(part.size))).toBe(404)
    expect((await complete()).status).toBe(202)
    expect((await source(job.id)).equals(Buffer.from(bytesOf(6 * MiB)))).toBe(true)
    expect(await openUploads()).toEqual([])
  })
})

describe('a reservation', () => {
  it('that is repeated under its key is one job, at once and later', async () => {
    const { call, client, openUploads } = await somebody()
    const reserve = (size: number) =>
      call<Reserved>('POST', '/v1/uploads', { name: 'a.mp4', size }, { 'Idempotency-Key': 'k' })
    const answers = await Promise.all([reserve(1000), reserve(1000), reserve(1000)])
    const later = await reserve(1000)
    expect([...answers, later].map(({ status }) => status)).toEqual([201, 201, 201, 201])
    expect(new Set([...answers, later].map(({ body }) => body.job.id)).size).toBe(1)
    expect(await put(later.body.upload.parts[0], bytesOf(1000))).toBe(200)
    expect(await openUploads()).toHaveLength(1)
    expect(await client.quota()).toMatchObject({ activeJobs: { used: 1 }, storedBytes: { used: 1000 } })
    expect(await reserve(1001)).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } })
  })

  it('that is given up is free at once, and leaves no upload', async () => {
    const { client, reserve, openUploads } = await somebody()
    const { job, upload } = await reserve(6 * MiB)
    await put(upload.parts[0], bytesOf(5 * MiB))
    expect(await openUploads()).toHaveLength(1)
    await client.abort(job.id)
    expect(await openUploads()).toEqual([])
    expect(await client.quota()).toMatchObject({ activeJobs: { used: 0 }, storedBytes: { used: 0 } })
    expect(await put(upload.parts[1], bytesOf(MiB))).toBe(404)
  })

  it('that is abandoned expires after a day, and leaves no upload', async () => {
    const { client, owner, reserve, openUploads } = await somebody()
    const { job, upload } = await reserve(6 * MiB)
    await put(upload.parts[0], bytesOf(5 * MiB))
    const jobs = dynamoJobStore(new DynamoDBClient(access()), await published('table-name'))
    const sources = s3SourceStore(s3(), await published('uploads-bucket'))
    const audio = s3AudioStore(s3(), await published('audio-bucket'))
    // The real sweeper, a day later, for this job only: the others are not due.
    const tomorrow = { now: () => Date.now() + day + 1000, terms, log: silentLog }
    const own = { ...jobs, due: async () => [{ owner, id: job.id }] }
    await sweep({ ...tomorrow, jobs: own, sources, audio })
    expect(await client.job(job.id)).toMatchObject({ state: 'expired' })
    expect(await openUploads()).toEqual([])
    await sweep({ ...tomorrow, jobs: own, sources, audio })
    expect(await client.quota()).toMatchObject({ activeJobs: { used: 0 }, storedBytes: { used: 0 } })
  })
})
