import { createApp } from '../../../lambdas/auth/app'
import { weakPassword } from '../../../lambdas/auth/domain'
import { memoryDirectory, recordingLog } from '../../support/in-memory'
import { ada } from '../../support/jobs'
import { aProblem, asOwner, caller, type ProblemBody, problemIn } from '../../support/request'

const email = 'ada@example.org'
const password = 'Correct horse 1'
const problemOfPassword = (code: string) => aProblem(400, code, ['password'])

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

const room = () => {
  const directory = memoryDirectory()
  const log = recordingLog()
  const app = createApp({ directory, log })
  const call = caller(app)
  const post = <T = ProblemBody>(verb: string, body: object) => call<T>('POST', `/v1/auth/${verb}`, body)
  const me = (token: string) => app.request('/v1/me', { headers: { Authorization: `Bearer ${token}` } }, asOwner(ada))
  return { directory, log, app, call, post, me, lastCode: () => directory.mails.at(-1)?.code ?? '' }
}

const withAccount = async () => {
  const made = room()
  await made.post('signup', { email, password })
  await made.post('confirm', { email, code: made.lastCode() })
  return made
}

describe('an account', () => {
  it('is opened, confirmed, used and left', async () => {
    const { post, lastCode, me } = room()
    expect((await post('signup', { email, password })).status).toBe(202)
    expect((await post('confirm', { email, code: lastCode() })).status).toBe(204)

    const login = await post<Tokens>('login', { email, password })
    expect(login.status).toBe(200)
    expect(login.body).toMatchObject({ token_type: 'Bearer', expires_in: 900 })
    expect(login.headers.get('cache-control')).toBe('no-store')
    expect(await (await me(login.body.access_token)).json()).toMatchObject({ email })

    const { body, headers } = await post<Tokens>('refresh', { refresh_token: login.body.refresh_token })
    expect(headers.get('cache-control')).toBe('no-store')
    expect((await me(body.access_token)).status).toBe(200)

    expect((await post('logout', { refresh_token: login.body.refresh_token })).status).toBe(204)
    expect((await me(body.access_token)).status).toBe(401)
    expect((await post('refresh', { refresh_token: login.body.refresh_token })).status).toBe(401)
  })

  it('is found whatever the case of its address', async () => {
    const { post } = await withAccount()
    expect((await post('login', { email: 'Ada@Example.ORG', password })).status).toBe(200)
  })

  it('gets a new password by a mailed code, which works once', async () => {
    const { post, lastCode } = await withAccount()
    await post('forgot', { email })
    const code = lastCode()
    expect((await post('reset', { email, code, password: 'Another horse 2' })).status).toBe(204)
    expect((await post('login', { email, password })).status).toBe(401)
    expect((await post('login', { email, password: 'Another horse 2' })).status).toBe(200)
    expect(problemIn(await post('reset', { email, code, password: 'Another horse 3' }))).toEqual(
      aProblem(400, 'invalid-code'),
    )
  })

  it('cannot be used before it is confirmed', async () => {
    const { post } = room()
    await post('signup', { email, password })
    expect(problemIn(await post('login', { email, password }))).toEqual(aProblem(403, 'not-confirmed'))
  })
})

describe('who asks cannot learn which addresses have accounts', () => {
  it.each(['signup', 'resend', 'forgot'])('from %s', async (verb) => {
    const { post } = await withAccount()
    const body = verb === 'signup' ? { password } : {}
    const known = await post(verb, { email, ...body })
    const unknown = await post(verb, { email: 'nobody@example.org', ...body })
    expect(known.status).toBe(202)
    expect(known.body).toEqual(unknown.body)
  })

  it('from login', async () => {
    const { post } = await withAccount()
    const known = await post('login', { email, password: 'Wrong horse 11' })
    const unknown = await post('login', { email: 'nobody@example.org', password })
    expect(problemIn(known)).toEqual(aProblem(401, 'wrong-credentials'))
    expect(known.body).toEqual(unknown.body)
  })
})

describe('a new password', () => {
  it.each([
    'Short 1',
    'no upper case 1',
    'NO LOWER CASE 1',
    'No digits at all',
    ' Space at start 1',
    'Space at end 1 ',
  ])('%p is too weak, at sign-up and at reset', async (weak) => {
    const { post, directory, lastCode } = await withAccount()
    const signup = await post('signup', { email: 'bob@example.org', password: weak })
    const reset = await post('reset', { email, code: lastCode(), password: weak })
    expect(problemIn(signup)).toEqual(problemOfPassword('invalid-request'))
    expect(problemIn(reset)).toEqual(problemOfPassword('invalid-request'))
    expect(signup.body).toHaveProperty('detail', `password: ${weakPassword}`)
    expect(directory.mails).toHaveLength(1)
  })

  it('is not judged at login: an old one may be weaker than today’s rules', async () => {
    expect(problemIn(await room().post('login', { email, password: 'x' }))).toEqual(aProblem(401, 'wrong-credentials'))
  })

  it('may have 256 characters, and any', async () => {
    const { post } = room()
    expect((await post('signup', { email, password: `Aa1${'é'.repeat(253)}` })).status).toBe(202)
    expect((await post('signup', { email, password: `Aa1${'x'.repeat(254)}` })).status).toBe(400)
  })
})

describe('a request', () => {
  it.each([
    ['signup', {}, ['email', 'password']],
    ['signup', { email: 'ada', password }, ['email']],
    ['signup', { email: `${'a'.repeat(250)}@x.org`, password }, ['email']],
    ['signup', { email, password, admin: true }, ['admin']],
    ['confirm', { email }, ['code']],
    ['confirm', { email, code: '  ' }, ['code']],
    ['resend', {}, ['email']],
    ['login', { email, password: '' }, ['password']],
    ['refresh', {}, ['refresh_token']],
    ['refresh', { refresh_token: 'x'.repeat(8193) }, ['refresh_token']],
    ['logout', { refresh_token: 7 }, ['refresh_token']],
    ['forgot', { email: null }, ['email']],
    ['reset', { email, password }, ['code']],
  ])('to %s with %j names what is wrong', async (verb, body, fields) => {
    expect(problemIn(await room().post(verb, body))).toEqual(aProblem(400, 'invalid-request', fields))
  })
})

describe('GET /v1/me', () => {
  it('is closed without a caller', async () => {
    expect(problemIn(await room().call('GET', '/v1/me'))).toEqual(aProblem(401, 'unauthenticated'))
  })
})

describe('the log', () => {
  it('never holds a password, a code or a token', async () => {
    const { post, log, lastCode } = await withAccount()
    const { body } = await post<Tokens>('login', { email, password })
    await post('refresh', { refresh_token: body.refresh_token })
    const text = JSON.stringify(log.lines)
    for (const secret of [password, lastCode(), body.access_token, body.refresh_token, email])
      expect(text).not.toContain(secret)
  })
})
