import { readFileSync } from 'node:fs'
import type { Client, ProgramToken } from '../../client/api/client'
import type { Job } from '../../client/api/types'
import { openapiPath } from '../../docs/openapi'
import { type Schema, sampleOf } from '../support/sample'
import { page, type User, user } from './support/cloud'

/** All tests here are generated from the API's description, so a new route is tested without an added line. */

interface Operation {
  readonly security?: readonly { readonly bearer?: readonly string[] }[]
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
}

const document: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
} = JSON.parse(readFileSync(openapiPath, 'utf8'))

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    scope: operation.security?.flatMap(({ bearer = [] }) => bearer)[0],
    body:
      operation.requestBody &&
      sampleOf(operation.requestBody.content['application/json'].schema, document.components.schemas),
  })),
)
type Called = (typeof operations)[number]
const closed = operations.filter(({ scope }) => scope !== undefined)
/** The operations that name one of the owner's things, by every kind of id. */
const about = closed.filter(({ path }) => path.includes('{'))

async function call({ method, path, body }: Called, id: string, token: string | undefined) {
  const response = await fetch(page() + path.replace(/\{\w+\}/g, id), {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, text, challenge: response.headers.get('www-authenticate') }
}

const never = '01a206a0-d831-743b-a4b6-be7c0c7dd6d8'

/** Ada's things of every kind, in their current state. */
async function belongings({ client }: Pick<User, 'client'>) {
  const open = (await client.reserve({ name: 'open.mp4', size: 1000 })).job.id
  const over = (await client.reserve({ name: 'over.mp4', size: 1000 })).job.id
  await client.cancel(over)
  const token = await client.makeToken({ name: 'ci', scopes: ['jobs:read'] })
  return { ids: [open, over, token.id], secret: token.token, state: () => stateOf(client, [open, over]) }
}

/** Without the source of a cancelled job, which the sweeper removes at some time. Only Ada may change anything else. */
function unswept(job: Job) {
  if (job.state !== 'cancelled') return job
  const { updatedAt: _updatedAt, source, ...rest } = job
  const { keptUntil: _keptUntil, ...sent } = source
  return { ...rest, source: sent }
}

async function stateOf(client: Client, ids: readonly string[]) {
  const own = await Promise.all(ids.map((id) => client.job(id)))
  const { jobs } = await client.jobs()
  return { own: own.map(unswept), jobs: jobs.map(unswept), tokens: await client.tokens(), me: await client.me() }
}

let ada: User
let bob: User
let hers: Awaited<ReturnType<typeof belongings>>
let before: Awaited<ReturnType<typeof stateOf>>
beforeAll(async () => {
  ;[ada, bob] = await Promise.all([user(), user()])
  hers = await belongings(ada)
  before = await hers.state()
})

describe('another user', () => {
  it('has something to try: the description names private routes with and without an id', () => {
    expect(about.length).toBeGreaterThanOrEqual(10)
    expect(closed.length).toBeGreaterThan(about.length)
  })

  it.each(about.map((operation) => [operation.name, operation] as const))(
    '%s answers as for what never was',
    async (_name, operation) => {
      const none = await call(operation, never, bob.token)
      expect([none.status, JSON.parse(none.text)]).toMatchObject([404, { type: '/problems/not-found' }])
      for (const id of hers.ids) expect(await call(operation, id, bob.token)).toEqual(none)
    },
  )

  const self = closed.filter(({ path }) => !path.includes('{'))
  it.each(self.map((operation) => [operation.name, operation] as const))(
    '%s tells nothing of hers',
    async (_name, operation) => {
      // A new user each time, because the operation may close the account.
      const eve = await user()
      const { text } = await call(operation, '', eve.token)
      for (const own of [...hers.ids, ada.email, before.me.id]) expect(text).not.toContain(own)
    },
  )

  afterAll(async () => {
    expect(await hers.state()).toEqual(before)
  })
})

describe('nobody', () => {
  it.each(closed.map((operation) => [operation.name, operation] as const))('%s is closed', async (_name, operation) => {
    for (const id of operation.path.includes('{') ? [never, hers.ids[0] ?? ''] : [''])
      for (const token of [undefined, 'x', `alft_${'0'.repeat(46)}`]) {
        const { status, text } = await call(operation, id, token)
        expect([status, JSON.parse(text)]).toMatchObject([401, { type: '/problems/unauthenticated' }])
      }
  })

  afterAll(async () => {
    expect(await hers.state()).toEqual(before)
  })
})

describe('a token for something else', () => {
  const grantable = ['jobs:read', 'jobs:write', 'uploads:write', 'webhooks'] as const satisfies ProgramToken['scopes']
  const tokens = new Map<string, string>()
  beforeAll(async () => {
    const mallory = await user()
    for (const left of [...grantable, 'account']) {
      const scopes = grantable.filter((scope) => scope !== left)
      tokens.set(left, (await mallory.client.makeToken({ name: `no ${left}`, scopes })).token)
    }
  })

  it.each(closed.map((operation) => [operation.name, operation] as const))('cannot %s', async (_name, operation) => {
    const { status, text, challenge } = await call(operation, never, tokens.get(operation.scope ?? ''))
    expect([status, JSON.parse(text)]).toMatchObject([
      403,
      { type: '/problems/insufficient-scope', scope: operation.scope },
    ])
    expect(challenge).toContain(`scope="${operation.scope}"`)
  })

  it.each(about.map((operation) => [operation.name, operation] as const))(
    'and with the right one, %s is still only for its owner',
    async (_name, operation) => {
      const right = [...tokens].find(
        ([left]) => left !== operation.scope && left !== 'account' && operation.scope !== 'account',
      )
      if (!right) return
      for (const id of hers.ids) expect((await call(operation, id, right[1])).status).toBe(404)
    },
  )
})
