import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Job, Part } from '../../../client/api/client'

interface Call {
  method: string
  path: string
  authorization?: string | undefined
  body: Buffer
}

interface Answer {
  status: number
  body?: unknown
}

/** A status to answer with instead, or `drop` to cut the connection without an answer. */
type Fault = number | 'drop'

export interface FakeApi {
  url: string
  calls: Call[]
  jobs: Map<string, Job>
  /** The bytes that arrived, by part number. */
  stored: Map<number, Buffer>
  /** The access token that is accepted at the moment, and the refresh token. */
  tokens: { access: string; refresh: string }
  /** Looked at before every call; a part's path is `/storage/<job>/<number>?signature=<n>`. */
  fault: (call: Call) => Fault | undefined
  close(): Promise<void>
}

/** The contract of `/v1` in memory, on a loopback port, with parts of `partSize` bytes. */
export async function startFakeApi(partSize = 10): Promise<FakeApi> {
  let signatures = 0
  let logins = 0
  const api: FakeApi = {
    url: '',
    calls: [],
    jobs: new Map(),
    stored: new Map(),
    tokens: { access: 'access-0', refresh: 'refresh-0' },
    fault: () => undefined,
    close: () => stop(server),
  }
  const server = createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray())
    const { method = '', url: path = '', headers } = request
    const call = { method, path, authorization: headers.authorization, body }
    api.calls.push(call)
    const fault = api.fault(call)
    if (fault === 'drop') {
      request.socket.destroy()
      return
    }
    const answer = fault === undefined ? answerTo(call) : problem(fault, 'fault', 'It was made to fail.')
    const type = answer.status < 400 ? 'application/json' : 'application/problem+json'
    response.writeHead(answer.status, { 'content-type': type })
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
  }

  function answerTo({ method, path, authorization, body }: Call): Answer {
    const [, , room, id = '', verb] = path.split(/[/?]/)
    if (path.startsWith('/storage/')) {
      api.stored.set(Number(id), body)
      return { status: 200 }
    }
    const data = body.length > 0 ? JSON.parse(body.toString()) : undefined
    if (room === 'auth') return auth(id, data)
    if (authorization !== `Bearer ${api.tokens.access}`) return problem(401, 'unauthenticated', 'Please sign in.')
    if (room === 'me') return { status: 200, body: { id: 'user-1', email: 'ada@example.com' } }
    if (room === 'uploads' && id === '') return reserve(data)
    const job = api.jobs.get(id)
    if (!job) return problem(404, 'not-found', 'There is no such job.')
    if (method === 'DELETE') {
      api.jobs.delete(id)
      return { status: 204 }
    }
    if (verb === 'parts') {
      return { status: 200, body: { parts: data.numbers.map((number: number) => sign(job, number)) } }
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

  function reserve({ name, size }: { name: string; size: number }): Answer {
    const job = fakeJob({ id: `job-${api.jobs.size + 1}`, name, source: { size } })
    api.jobs.set(job.id, job)
    const partCount = Math.ceil(size / partSize)
    const numbers = Array.from({ length: Math.min(partCount, 100) }, (_, index) => index + 1)
    return { status: 201, body: { job, upload: { partSize, partCount, parts: numbers.map((one) => sign(job, one)) } } }
  }

  function sign({ id, source }: Job, number: number): Part {
    const size = Math.min(partSize, source.size - (number - 1) * partSize)
    const url = `${api.url}/storage/${id}/${number}?signature=${++signatures}`
    return { number, size, url, headers: { 'content-length': String(size) } }
  }

  return api
}

export const fakeJob = (job: Partial<Job> = {}): Job => ({
  id: 'job-1',
  state: 'reserved',
  name: 'talk.mp4',
  source: { size: 45 },
  options: { format: 'mp3', bitrate: 192 },
  progress: { percent: 0 },
  createdAt: '2030-01-01T00:00:00.000Z',
  updatedAt: '2030-01-01T00:00:00.000Z',
  ...job,
})

function problem(status: number, code: string, detail: string): Answer {
  const errors = [{ field: 'email', message: 'Must be an email address.' }]
  return { status, body: { type: `/problems/${code}`, title: code, status, detail, errors } }
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
