import * as z from 'zod'
import { coded } from '../../../lambdas/shared/errors'
import { createHttpApp, requireOwner, requireScope, validate } from '../../../lambdas/shared/http'
import { recordingLog } from '../../support/in-memory'
import { ada } from '../../support/jobs'
import { aProblem, asOwner, caller, problemIn } from '../../support/request'

const form = z.strictObject({
  size: z.int('Give a size.').min(1).max(10),
  name: z.string().min(1).max(3).optional(),
  kind: z.enum(['a', 'b']).optional(),
  mail: z.email().optional(),
  list: z
    .array(z.string())
    .max(2)
    .refine((list) => new Set(list).size === list.length, coded('repeated', 'Each once.'))
    .optional(),
})

function room() {
  const log = recordingLog()
  const app = createHttpApp(log)
  app.post('/things', validate('json', z.strictObject({ size: z.int('Give a size.') })), (c) =>
    c.json(c.req.valid('json')),
  )
  app.post('/forms', validate('json', form), (c) => c.json(c.req.valid('json')))
  app.post('/raw', async (c) => c.text(String((await c.req.text()).length)))
  app.get('/private/:id', requireOwner, (c) => c.text(c.get('owner')))
  app.get('/jobs', requireOwner, requireScope('jobs:read'), (c) => c.text('jobs'))
  app.get('/forgotten', requireScope('jobs:read'), (c) => c.text('jobs'))
  app.get('/broken', () => Promise.reject(new TypeError('secret detail')))
  return { app, log, call: caller(app) }
}

describe('a request body', () => {
  it('is parsed at the door', async () => {
    expect((await room().call('POST', '/things', { size: 1 })).body).toEqual({ size: 1 })
  })

  it.each([
    ['{"size":', []],
    ['', []],
    ['[]', ['']],
    ['"text"', ['']],
    ['null', ['']],
    ['{"size":"1"}', ['size']],
    ['{"size":1,"__proto__x":1}', ['__proto__x']],
  ])('%p is refused', async (body, fields) => {
    expect(problemIn(await room().call('POST', '/things', body))).toEqual(aProblem(400, 'invalid-request', fields))
  })

  it.each([
    [
      { size: 1, odd: 1 },
      { field: 'odd', code: 'unknown-field' },
    ],
    [{}, { field: 'size', code: 'expected' }],
    [{ size: 0 }, { field: 'size', code: 'too-small', limit: 1 }],
    [{ size: 11 }, { field: 'size', code: 'too-large', limit: 10 }],
    [
      { size: 1, name: '' },
      { field: 'name', code: 'expected' },
    ],
    [
      { size: 1, name: 'abcd' },
      { field: 'name', code: 'too-long', limit: 3 },
    ],
    [
      { size: 1, kind: 'c' },
      { field: 'kind', code: 'not-allowed' },
    ],
    [
      { size: 1, mail: 'x' },
      { field: 'mail', code: 'malformed' },
    ],
    [
      { size: 1, list: ['a', 'b', 'c'] },
      { field: 'list', code: 'too-many', limit: 2 },
    ],
    [
      { size: 1, list: ['a', 'a'] },
      { field: 'list', code: 'repeated' },
    ],
  ])('%j is refused with a code that pages can say in any language', async (body, error) => {
    const { errors } = (await room().call('POST', '/forms', body)).body
    expect(errors).toEqual([{ ...error, message: expect.stringMatching(/\.$/) }])
  })

  it('that is not JSON says what is wrong in a sentence', async () => {
    expect((await room().call('POST', '/things', '{')).body.detail).toBe('The request body is not valid JSON.')
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'sent as %s is refused for that, not for its fields',
    async (type) => {
      const answer = await room().call('POST', '/things', '{"size":1}', { 'Content-Type': type })
      expect(problemIn(answer)).toEqual(aProblem(415, 'unsupported-body'))
    },
  )

  it.each(['application/json; charset=utf-8', 'application/merge-patch+json'])('may come as %s', async (type) => {
    expect((await room().call('POST', '/things', '{"size":1}', { 'Content-Type': type })).status).toBe(200)
  })

  it('may have 64 KiB and not a byte more', async () => {
    const { call } = room()
    expect((await call('POST', '/raw', 'x'.repeat(64 * 1024))).status).toBe(200)
    const answer = await call('POST', '/raw', 'x'.repeat(64 * 1024 + 1))
    expect(problemIn(answer)).toEqual(aProblem(413, 'body-too-large'))
  })

  it('is measured where its length is declared, before it is read', async () => {
    const answer = await room().call('POST', '/things', '{"size":1}', { 'Content-Length': '1000000' })
    expect(problemIn(answer)).toEqual(aProblem(413, 'body-too-large'))
  })
})

describe('what a token may be used for', () => {
  const as = (path: string, scope: string) =>
    room().app.request(path, {}, { event: { requestContext: { authorizer: { lambda: { owner: ada, scope } } } } })

  it.each(['jobs:read', 'webhooks jobs:read', 'jobs:read unknown'])(
    '“%s” opens what needs jobs:read',
    async (scope) => {
      expect((await as('/jobs', scope)).status).toBe(200)
    },
  )

  it.each(['', 'jobs', 'jobs:write', 'jobs:readx', 'JOBS:READ', 'jobs:read,webhooks'])(
    '“%s” does not, and hears what is needed',
    async (scope) => {
      const response = await as('/jobs', scope)
      expect(response.status).toBe(403)
      expect(response.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="jobs:read"')
      expect(await response.json()).toEqual({
        type: '/problems/insufficient-scope',
        title: 'This token may not be used for that',
        status: 403,
        detail: 'This token may not be used for that: it needs “jobs:read”.',
        scope: 'jobs:read',
      })
    },
  )

  it('is nothing where nobody asked who is calling', async () => {
    expect((await as('/forgotten', 'jobs:read')).status).toBe(403)
  })
})

describe('the caller', () => {
  it('is who the authorizer says', async () => {
    expect(await (await room().app.request('/private/1', {}, asOwner(ada))).text()).toBe(ada)
  })

  it.each([
    ['no authorizer', {}],
    ['an authorizer without context', { event: { requestContext: { authorizer: undefined } } }],
    ['an empty owner', asOwner('')],
    ['no owner', asOwner(undefined)],
  ])('with %s is nobody', async (_case, bindings) => {
    const response = await room().app.request('/private/1', {}, bindings)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
  })

  it('is told why the authorizer did not know them', async () => {
    const response = await room().app.request('/private/1', {}, asOwner(undefined, 'The access token has expired.'))
    expect(await response.json()).toMatchObject({ detail: 'The access token has expired.' })
  })

  it('cannot name themselves by a header', async () => {
    const response = await room().app.request('/private/1', { headers: { owner: ada, 'x-owner': ada } }, {})
    expect(response.status).toBe(401)
  })
})

describe('what goes wrong', () => {
  it('is a problem document, on unknown paths too', async () => {
    expect(problemIn(await room().call('GET', '/nowhere'))).toEqual(aProblem(404, 'not-found'))
  })

  it('inside is logged with its cause, and the caller learns nothing of it', async () => {
    const { call, log } = room()
    const answer = await call('GET', '/broken')
    expect(problemIn(answer)).toEqual(aProblem(500, 'internal'))
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|TypeError|stack|\.ts/)
    expect(log.lines).toContainEqual({
      level: 'error',
      message: 'request failed',
      fields: { error: expect.objectContaining({ message: 'secret detail' }) },
    })
  })
})

describe('the access line', () => {
  it('names the route, not the path, which may carry a secret', async () => {
    const { app, log } = room()
    await app.request('/private/secret-id', {}, asOwner(ada))
    expect(log.lines).toEqual([
      {
        level: 'info',
        message: 'request',
        fields: {
          method: 'GET',
          route: '/private/:id',
          status: 200,
          ms: expect.any(Number),
          owner: ada,
          job: 'secret-id',
        },
      },
    ])
  })

  it('is written for refusals, with the status that was answered', async () => {
    const { call, log } = room()
    await call('GET', '/nowhere/secret')
    expect(log.lines).toMatchObject([{ message: 'request', fields: { status: 404, route: 'none' } }])
    expect(JSON.stringify(log.lines)).not.toContain('secret')
  })
})
