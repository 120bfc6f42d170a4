import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { createClient } from '../../client/api/client'
import { isTransient } from '../../client/api/errors'
import { retry } from '../../client/api/retry'
import { memorySession } from '../../client/api/session'
import type { Job } from '../../client/api/types'
import type { Addresses } from '../../local/addresses'

export interface Burst {
  /** How many jobs ended in each state. */
  readonly ends: Readonly<Record<string, number>>
  /** Messages in all dead-letter queues together. */
  readonly deadLetters: number
  /** Milliseconds of each call of the API, by route. */
  readonly latencies: Readonly<Record<string, readonly number[]>>
  /** Calls that were answered with 5xx; the program tries them again, as programs do. */
  readonly refused: number
  /** Until the last reservation was complete, and until the last job was over. */
  readonly seconds: { readonly uploaded: number; readonly over: number }
}

/** Programs that upload at the same time. */
const atOnce = 20

/** So many small uploads of one user, as fast as the API takes them, to the end of the last job. */
export async function burst(
  { page, emulator }: Pick<Addresses, 'page' | 'emulator'>,
  account: { readonly email: string; readonly password: string },
  source: Uint8Array<ArrayBuffer>,
  count: number,
): Promise<Burst> {
  const latencies: Record<string, number[]> = {}
  let refused = 0
  const measured: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const route = `${request.method} ${new URL(request.url).pathname.replace(/[0-9a-f-]{36}/, '{id}')}`
    const began = performance.now()
    const response = await fetch(request)
    if (response.status >= 500) refused += 1
    latencies[route] = [...(latencies[route] ?? []), performance.now() - began]
    return response
  }
  const client = createClient({ baseUrl: page, session: memorySession(), fetch: measured })
  await client.login(account)

  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const ids: string[] = []
  const uploadOne = async (n: number): Promise<void> => {
    const body = { name: `${n}.mp4`, size: source.length }
    const { job, upload } = await retry(() => client.reserve(body), { isTransient })
    const [part] = upload.parts
    const put = await fetch(part?.url ?? '', { method: 'PUT', body: source })
    if (!put.ok) throw new Error(`S3 answered ${put.status}`)
    await retry(() => client.complete(job.id), { isTransient })
    ids.push(job.id)
  }
  let next = 0
  const program = async () => {
    for (let n = next++; n < count; n = next++) await uploadOne(n)
  }
  await Promise.all(Array.from({ length: atOnce }, program))
  const uploaded = since()

  const ends: Record<string, number> = {}
  for (const id of ids) {
    const { state } = await overOf(client.job, id)
    ends[state] = (ends[state] ?? 0) + 1
  }
  return { ends, deadLetters: await deadLetters(emulator), latencies, refused, seconds: { uploaded, over: since() } }
}

async function overOf(read: (id: string) => Promise<Job>, id: string): Promise<Job> {
  for (;;) {
    const job = await retry(() => read(id), { isTransient })
    if (['done', 'failed', 'cancelled', 'expired'].includes(job.state)) return job
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function deadLetters(endpoint: string): Promise<number> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials, useQueueUrlAsEndpoint: false })
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  const queues = QueueUrls.filter((url) => /dead-?letters|undelivered/i.test(url))
  if (queues.length === 0) throw new Error('There are no dead-letter queues')
  const counts = await Promise.all(
    queues.map(async (QueueUrl) => {
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
      return Number(Attributes?.ApproximateNumberOfMessages) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
    }),
  )
  return counts.reduce((sum, one) => sum + one, 0)
}

/** The value that this share of the numbers does not exceed. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
