import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Job, Part } from '../../../client/api/client'
import { describeFormats } from '../../../lambdas/shared/audio/describe'

interface Call {
  readonly method: string
  readonly path: string
  readonly authorization?: string | undefined
  readonly idempotencyKey?: string | undefined
  /** SHA-256 of a part, as it is said to be. */
  readonly checksum?: string | undefined
  readonly body: Buffer
}

interface Answer {
  readonly status: number
  readonly body?: unknown
}

type Headers = Record<string, string>

/** A status to answer with instead, or `drop` to cut the connection without an answer. */
type Fault = number | 'drop'

interface Settable {
  url: string
  /** Looked at before every call; a part's path is `/storage/<job>/<number>?signature=<n>`. */
  fault: (call: Call) => Fault | undefined
  /** Sent with every answer that was made to fail. */
  faultHeaders: Headers
}

export interface FakeApi extends Settable {
  readonly calls: Call[]
  readonly jobs: Map<string, Job>
  /** The bytes that arrived, by part number. */
  readonly stored: Map<number, Buffer>
  /** The access token that is accepted at the moment, and the refresh token. */
  readonly tokens: Record<'access' | 'refresh', string>
  close(): Promise<void>
}

/** The contract of `/v1` in memory, on a loopback port, with parts of `partSize` bytes. */
export async function startFakeApi(partSize = 10): Promise<FakeApi> {
  let signatures = 0
  let logins = 0
  /** Jobs by idempotency key. */
  const keyed = new Map<string, string>()
  /** Jobs whose parts need checksums, and what was signed by URL. */
  const strict = new Set<string>()
  const signed = new Map<string, string | undefined>()
  const api: FakeApi = {
    url: '',
    calls: [],
    jobs: new Map(),
    stored: new Map(),
    tokens: { access: 'access-0', refresh: 'refresh-0' },
    fault: () => undefined,
    faultHeaders: {},
    close: () => stop(server),
  }
  const server = createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray())
    const { method = '', url: path = '', headers } = request
    const key = headers['idempotency-key']
    const call = {
      method,
      path,
      authorization: headers.authorization,
      idempotencyKey: key?.toString(),
      checksum: headers['x-amz-checksum-sha256']?.toString(),
      body,
    }
    api.calls.push(call)
    const fault = api.fault(call)
    if (fault === 'drop') {
      request.socket.destroy()
      return
    }
    const answer = fault === undefined ? answerTo(call) : problem(fault, 'fault', 'It was made to fail.')
    const type = answer.status < 400 ? 'application/json' : 'application/problem+json'
    response.writeHead(answer.status, { 'content-type': type, ...(fault !== undefined && api.faultHeaders) })
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
  }

  function answerTo({ method, path, authorization, idempotencyKey, checksum, body }: Call): Answer {
    const [, , room, id = '', verb] = path.split(/[/?]/)
    if (path.startsWith('/storage/')) {
      if (checksum !== signed.get(path)) return { status: 403 }
      if (checksum !== undefined && checksum !== sha256(body)) return { status: 400 }
      api.stored.set(Number(id), body)
      return { status: 200 }
    }
    const data = body.length > 0 ? JSON.parse(body.toString()) : undefined
    if (room === 'auth') return auth(id, data)
    if (room === 'formats') return { status: 200, body: { formats: describeFormats() } }
    if (authorization !== `Bearer ${api.tokens.access}`) return problem(401, 'unauthenticated', 'Please sign in.')
    if (room === 'me') return { status: 200, body: { id: 'user-1', email: 'ada@example.com' } }
    if (room === 'uploads' && id === '') return reserve(data, idempotencyKey)
    if (room === 'imports') {
      const job = fakeJob()
      api.jobs.set(job.id, job)
      return { status: 201, body: { job } }
    }
    const job = api.jobs.get(id)
    if (!job) return problem(404, 'not-found', 'There is no such job.')
    if (method === 'DELETE') {
      api.jobs.delete(id)
      return { status: 204 }
    }
    if (method === 'GET' && verb === 'parts') return arrived(job)
    if (verb === 'parts') {
      const { numbers, checksums = {} } = data
      if (strict.has(job.id) !== numbers.every((number: number) => checksums[number]))
        return problem(400, 'invalid-request', 'A checksum is missing, or is not wanted.')
      return { status: 200, body: { parts: numbers.map((number: number) => sign(job, number, checksums[number])) } }
    }
    if (verb === 'complete') {
      job.state = 'uploaded'
      return { status: 202, body: { job } }
    }
    return { status: 200, body: job }
  }

  function auth(verb: string, data: Record<string, string>): Answer {
    if (verb === 'refresh' && data.refresh_token !== api.tokens.refresh) {
      return problem(401, 'unauthenticated', 'The session has ended.')
    }
    if (verb === 'login' && data.password !== 'right') {
      return problem(401, 'wrong-credentials', 'The email address or the password is wrong.')
    }
    if (verb !== 'login' && verb !== 'refresh') return { status: 204 }
    api.tokens.access = `access-${++logins}`
    const tokens = { access_token: api.tokens.access, token_type: 'Bearer', expires_in: 3600 }
    return { status: 200, body: verb === 'login' ? { ...tokens, refresh_token: api.tokens.refresh } : tokens }
  }

  function arrived({ state, source }: Job): Answer {
    if (state !== 'reserved') return problem(409, 'wrong-state', 'The upload is over.')
    const parts = [...api.stored].map(([number, { length }]) => ({ number, size: length }))
    return { status: 200, body: { partSize, partCount: Math.ceil(source.size / partSize), parts } }
  }

  function reserve(
    { name, size, checksum }: { readonly name: string; readonly size: number; readonly checksum?: string },
    key = '',
  ): Answer {
    const job =
      api.jobs.get(keyed.get(key) ?? '') ?? fakeJob({ id: `job-${api.jobs.size + 1}`, name, source: { size } })
    if (key) keyed.set(key, job.id)
    api.jobs.set(job.id, job)
    const partCount = Math.ceil(size / partSize)
    if (checksum) strict.add(job.id)
    const numbers = Array.from({ length: checksum ? 0 : Math.min(partCount, 100) }, (_, index) => index + 1)
    return { status: 201, body: { job, upload: { partSize, partCount, parts: numbers.map((one) => sign(job, one)) } } }
  }

  function sign({ id, source }: Job, number: number, checksum?: string): Part {
    const size = Math.min(partSize, source.size - (number - 1) * partSize)
    const path = `/storage/${id}/${number}?signature=${++signatures}`
    signed.set(path, checksum)
    const headers = { 'content-length': String(size), ...(checksum && { 'x-amz-checksum-sha256': checksum }) }
    return { number, size, url: api.url + path, headers }
  }

  return api
}

export function fakeJob(job: Partial<Job> = {}): Job {
  return {
    id: 'job-1',
    state: 'reserved',
    name: 'talk.mp4',
    source: { size: 45 },
    options: { format: 'mp3', bitrate: 192 },
    progress: { percent: 0 },
    createdAt: '2030-01-01T00:00:00.000Z',
    updatedAt: '2030-01-01T00:00:00.000Z',
    ...job,
  }
}

function problem(status: number, code: string, detail: string): Answer {
  const errors = [{ field: 'email', message: 'Must be an email address.' }]
  return { status, body: { type: `/problems/${code}`, title: code, status, detail, errors } }
}

function sha256(bytes: Buffer) {
  return createHash('sha256').update(bytes).digest('base64')
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
