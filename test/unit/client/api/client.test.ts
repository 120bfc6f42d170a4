import { createClient, NetworkError, ProblemError } from '../../../../client/api/client'
import { isTransient } from '../../../../client/api/errors'
import { memorySession } from '../../../../client/api/session'
import { type FakeApi, startFakeApi } from '../fake-api'

describe('the client', () => {
  let api: FakeApi
  beforeEach(async () => {
    api = await startFakeApi()
  })
  afterEach(() => api.close())

  const refreshes = () => api.calls.filter(({ path }) => path === '/v1/auth/refresh').length
  const signedIn = (session = memorySession({ accessToken: 'access-0', refreshToken: 'refresh-0' })) =>
    createClient({ baseUrl: api.url, session })

  it('throws the problem that the API describes', async () => {
    const error = await failure(createClient({ baseUrl: api.url }).login({ email: 'ada@', password: 'wrong' }))

    expect(error).toBeInstanceOf(ProblemError)
    expect(error).toMatchObject({
      type: '/problems/wrong-credentials',
      status: 401,
      detail: 'The email address or the password is wrong.',
      message: 'The email address or the password is wrong.',
      errors: [{ field: 'email', message: 'Must be an email address.' }],
    })
  })

  it.each([
    ['<h1>Bad Gateway</h1>', 502, 'Audiolift is not available at the moment. Please try again shortly.'],
    ['{"message":"Too Many Requests"}', 429, 'Too many requests at once. Please wait a moment and try again.'],
  ])('makes a sentence of an error without problem details (%s)', async (body, status, sentence) => {
    const client = createClient({ baseUrl: api.url, fetch: async () => new Response(body, { status }) })

    expect(await failure(client.me())).toMatchObject({
      name: 'ProblemError',
      type: 'about:blank',
      status,
      message: sentence,
    })
  })

  it('says that it cannot be reached', async () => {
    api.fault = () => 'drop'

    const error = await failure(signedIn().me())

    expect(error).toBeInstanceOf(NetworkError)
    expect(error.message).toBe('Audiolift cannot be reached. Check your connection and try again.')
  })

  it('says so when something else answers', async () => {
    const client = createClient({ baseUrl: api.url, fetch: async () => new Response('<h1>Hotel Wi-Fi</h1>') })

    expect(await failure(client.me())).toBeInstanceOf(NetworkError)
  })

  it('gives the reason of an abort, not a network error', async () => {
    const reason = new Error('the person went away')

    expect(await failure(signedIn().me({ signal: AbortSignal.abort(reason) }))).toBe(reason)
  })

  it('sends the token that login brought, and none after logout', async () => {
    const client = createClient({ baseUrl: api.url })
    await client.login({ email: 'ada@example.com', password: 'right' })
    expect(await client.me()).toEqual({ id: 'user-1', email: 'ada@example.com' })

    await client.logout()

    expect(JSON.parse(String(api.calls.at(-1)?.body))).toEqual({ refresh_token: 'refresh-0' })
    expect(await failure(client.me())).toMatchObject({ status: 401 })
    expect(api.calls.at(-1)?.authorization).toBeUndefined()
  })

  it('renews an expired access token once for all calls that met it', async () => {
    const client = signedIn()
    api.tokens.access = 'access-after-the-old-one-expired'

    const users = await Promise.all([client.me(), client.me(), client.me()])

    expect(users.map(({ email }) => email)).toEqual(Array(3).fill('ada@example.com'))
    expect(refreshes()).toBe(1)
    await client.me()
    expect(refreshes()).toBe(1)
  })

  it('gives up when the renewed token is refused too', async () => {
    api.fault = ({ path }) => (path === '/v1/me' ? 401 : undefined)

    expect(await failure(signedIn().me())).toMatchObject({ status: 401 })
    expect(refreshes()).toBe(1)
    expect(api.calls.filter(({ path }) => path === '/v1/me')).toHaveLength(2)
  })

  it('starts with a refresh when only the refresh token was kept', async () => {
    await signedIn(memorySession({ refreshToken: 'refresh-0' })).me()

    expect(api.calls.map(({ path }) => path)).toEqual(['/v1/auth/refresh', '/v1/me'])
  })

  it('keeps the refresh token when the answer leaves it out', async () => {
    const session = memorySession({ refreshToken: 'refresh-0' })

    await signedIn(session).me()

    expect(session.read()).toEqual({ accessToken: 'access-1', refreshToken: 'refresh-0' })
  })

  it('ends the session when the refresh token is refused, but not when the server is away', async () => {
    const session = memorySession({ accessToken: 'old', refreshToken: 'old' })
    api.fault = ({ path }) => (path === '/v1/auth/refresh' ? 503 : undefined)
    expect(await failure(signedIn(session).me())).toMatchObject({ status: 503 })
    expect(session.read()).toEqual({ accessToken: 'old', refreshToken: 'old' })

    api.fault = () => undefined
    expect(await failure(signedIn(session).me())).toMatchObject({ status: 401, detail: 'The session has ended.' })
    expect(session.read()).toBeUndefined()
  })

  it.each([
    [{ limit: 'jobsPerDay', value: 20, freesAt: '2026-01-02T00:00:00.000Z' }],
    [{ limit: 'storedBytes', value: 5 }],
  ])('says which quota is used up, and does not try in vain: %j', async (quota) => {
    const problem = { type: '/problems/quota-exceeded', title: 'No', status: 429, detail: 'Too many.', ...quota }
    const answer = async () => new Response(JSON.stringify(problem), { status: 429 })
    const error = await failure(
      createClient({ baseUrl: 'http://localhost', fetch: answer }).reserve({ name: 'a.mp4', size: 1 }),
    )
    expect(error).toMatchObject({ message: 'Too many.', quota })
    expect(isTransient(error)).toBe(false)
  })

  it('knows a throttle from a quota: it may well pass', async () => {
    const answer = async () => new Response(JSON.stringify({ type: '/problems/too-many-requests' }), { status: 429 })
    const error = await failure(createClient({ baseUrl: 'http://localhost', fetch: answer }).quota())
    expect(error).toMatchObject({ status: 429, quota: undefined })
    expect(isTransient(error)).toBe(true)
  })

  it('has a file fetched from its address, once under a key', async () => {
    const body = { url: 'https://example.org/a.mp4', options: { bitrate: 128 } }

    expect(await signedIn().import(body, { key: 'k' })).toMatchObject({ id: 'job-1', state: 'reserved' })

    expect(api.calls.map(({ path, idempotencyKey, body }) => [path, idempotencyKey, JSON.parse(String(body))])).toEqual(
      [['/v1/imports', 'k', body]],
    )
  })

  it('asks for a page of jobs with what was given only', async () => {
    await failure(signedIn().jobs({ limit: 5, cursor: 'a/b' }))
    await failure(signedIn().jobs())

    expect(api.calls.map(({ path }) => path)).toEqual(['/v1/jobs?limit=5&cursor=a%2Fb', '/v1/jobs'])
  })
})

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
  throw new Error('It was expected to fail.')
}
