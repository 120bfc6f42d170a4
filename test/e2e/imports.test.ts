import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetObjectCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import { waitForJob } from '../../client/api/wait'
import { discoverAll } from '../../local/registry'
import { addresses, page, user } from './support/cloud'
import { sampleVideo } from './support/media'

const MiB = 1024 ** 2

/** A video with a box that players ignore (ISO/IEC 14496-12, section 8.1.2), so that it has several parts. */
async function largeVideo(padding: number): Promise<Buffer> {
  const box = Buffer.alloc(padding, 'audiolift ')
  box.writeUInt32BE(padding)
  box.write('free', 4)
  return Buffer.concat([readFileSync(await sampleVideo({ seconds: 2 })), box])
}

/** A file server on this machine that breaks its first connection in the middle and supports ranges. */
async function serve(bytes: Buffer, breaksAfter: number) {
  const ranges: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const { range } = request.headers
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
    response.writeHead(start > 0 ? 206 : 200, {
      ETag: '"film"',
      'Content-Length': bytes.length - start,
      ...(start > 0 && { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
    })
    if (ranges.push(range) > 1) response.end(bytes.subarray(start))
    else response.write(bytes.subarray(0, breaksAfter), () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/film.mp4`,
    port,
    ranges,
    close: () => new Promise((end) => server.close(end)),
  }
}

async function bucket() {
  const client = new S3Client({
    endpoint: addresses().emulator,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  })
  return { client, Bucket: (await discoverAll(addresses().emulator)).get('jobs/uploads-bucket') ?? '' }
}

function sha256(bytes: Uint8Array) {
  return createHash('sha256').update(bytes).digest('hex')
}

async function importFrom(token: string, url: string): Promise<Response> {
  return fetch(`${page()}/v1/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url }),
  })
}

describe('an import', () => {
  it('is fetched, goes on where the connection broke, and is converted', async () => {
    const { client, token } = await user()
    const bytes = await largeVideo(40 * MiB)
    const remote = await serve(bytes, 20 * MiB)
    const { job } = (await (await importFrom(token, remote.url)).json()) as {
      readonly job: { readonly id: string; readonly name: string }
    }
    expect(job.name).toBe('film.mp4')
    expect(await waitForJob(client, job.id)).toMatchObject({ state: 'done', source: { size: bytes.length } })
    await remote.close()
    expect(remote.ranges).toEqual([undefined, `bytes=${16 * MiB}-`])

    const { client: s3, Bucket } = await bucket()
    const { id: owner } = await client.me()
    const Key = `uploads/${owner}/${job.id}`
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(sha256((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(sha256(bytes))
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }))
    expect(Uploads).toEqual([])
    expect(await client.quota()).toMatchObject({ activeJobs: { used: 0 }, storedBytes: { used: bytes.length } })
  })

  it('of a missing file fails with a sentence, and keeps nothing', async () => {
    const { client, token } = await user()
    const server = createServer((_request, response) => response.writeHead(404).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const answer = await importFrom(token, `http://127.0.0.1:${port}/gone.mp4`)
    const { job } = (await answer.json()) as { readonly job: { readonly id: string } }
    expect(await waitForJob(client, job.id)).toMatchObject({
      state: 'failed',
      reason: { code: 'import-not-found', message: '127.0.0.1 has no file at this address (HTTP 404).' },
    })
    await new Promise((resolve) => server.close(resolve))
    expect(await client.quota()).toMatchObject({ activeJobs: { used: 0 }, storedBytes: { used: 0 } })
  })

  it.each(['http://localhost:1/a.mp4', 'https://169.254.169.254/latest/meta-data/', 'https://[::1]/'])(
    'from %s is refused at once',
    async (url) => {
      const { client, token } = await user()
      const answer = await importFrom(token, url)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ type: '/problems/invalid-request', errors: [{ field: 'url' }] })
      expect((await client.jobs()).jobs).toEqual([])
    },
  )
})
