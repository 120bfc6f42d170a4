import { createApp } from '../../../lambdas/auth/app'
import { weakPassword } from '../../../lambdas/auth/domain'
import { email, password, room, type Tokens, withAccount } from '../../support/auth-room'
import { memoryAuth } from '../../support/memory-auth'
import { aProblem, caller, problemIn } from '../../support/request'

function problemOfPassword(code: string) {
  return aProblem(400, code, ['password'])
}

describe('an account', () => {
  it('is opened, confirmed, used and left', async () => {
    const { post, lastCode, directory, accounts, as } = room()
    expect((await post('signup', { email, password })).status).toBe(202)
    expect((await post('confirm', { email, code: lastCode() })).status).toBe(204)
    const owner = directory.ownerOf(email) ?? ''

    const login = await post<Tokens>('login', { email, password })
    expect(login.status).toBe(200)
    expect(login.body).toMatchObject({ token_type: 'Bearer', expires_in: 900 })
    expect(login.headers.get('cache-control')).toBe('no-store')
    expect(login.headers.get('set-cookie')).toBe(null)
    expect(await (await as(owner)('GET', '/v1/me')).json()).toEqual({ id: owner, email })

    const { body, headers } = await post<Tokens>('refresh', { refresh_token: login.body.refresh_token })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body.refresh_token).not.toBe(login.body.refresh_token)
    expect((await post('refresh', { refresh_token: login.body.refresh_token })).status).toBe(401)

    const session = login.body.access_token.split('.')[1] ?? ''
    expect(await accounts.standing({ owner, session })).toMatchObject({ ended: false })
    expect((await post('logout', { refresh_token: body.refresh_token })).status).toBe(204)
    expect(await accounts.standing({ owner, session })).toMatchObject({ ended: true, endedBefore: 0 })
    expect((await post('refresh', { refresh_token: body.refresh_token })).status).toBe(401)
    expect((await post('logout', { refresh_token: body.refresh_token })).status).toBe(204)
  })

  it('takes HTTP Basic for a login', async () => {
    const { app } = await withAccount()
    const login = (credentials: string) =>
      app.request('/v1/auth/login', {
        method: 'POST',
        headers: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      })
    const right = await login(`Ada@example.org:${password}`)
    expect([right.status, await right.json()]).toEqual([200, expect.objectContaining({ token_type: 'Bearer' })])
    expect((await login(`${email}:${password}:more`)).status).toBe(401)
    expect(await (await login(`no address:${password}`)).json()).toMatchObject({
      type: '/problems/invalid-request',
      errors: [{ field: 'email', message: 'Give an email address.' }],
    })
    expect((await login('no colon')).status).toBe(415)
  })

  it('ends all sessions at once', async () => {
    const { post, login, owner, accounts, clock } = await withAccount()
    const [one, other] = [await login(), await login()]
    clock.now += 400
    expect((await post('logout', { refresh_token: one.body.refresh_token, everywhere: true })).status).toBe(204)
    expect((await post('refresh', { refresh_token: other.body.refresh_token })).status).toBe(401)
    // The running second counts as over, and the answer came after it: who signs in again is let in.
    expect(await accounts.standing({ owner })).toMatchObject({ endedBefore: 1_800_000_003 })
    expect(clock.now).toBe(1_800_000_003_000)
  })

  it('is found by its address in upper and lower case', async () => {
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

  it('gets rid of every session and token by a reset', async () => {
    const { post, lastCode, login, me, owner, accounts, clock } = await withAccount()
    const { body } = await login()
    await me('POST', '/v1/tokens', { name: 'ci', scopes: ['jobs:read'] })
    await post('forgot', { email })
    await post('reset', { email, code: lastCode(), password: 'Another horse 2' })
    expect((await post('refresh', { refresh_token: body.refresh_token })).status).toBe(401)
    expect(await accounts.tokens(owner)).toEqual([])
    expect((await accounts.standing({ owner })).endedBefore).toBe(Math.floor(clock.now / 1000))
  })

  it('changes its password by the old one, which ends all sessions', async () => {
    const { me, login, post, owner, accounts } = await withAccount()
    const { body } = await login()
    const authorization = { Authorization: `Bearer ${body.access_token}` }
    const change = (old: string, newPassword: string) =>
      me('POST', '/v1/me/password', { password: old, newPassword }, authorization)
    expect(await (await change('Wrong horse 11', 'Another horse 2')).json()).toMatchObject({
      type: '/problems/wrong-credentials',
      detail: 'The current password is wrong.',
    })
    expect(await (await change(password, 'weak')).json()).toMatchObject({ errors: [{ field: 'newPassword' }] })
    expect((await change(password, 'Another horse 2')).status).toBe(204)
    expect((await accounts.standing({ owner })).endedBefore).toBeGreaterThan(0)
    expect((await post('login', { email, password })).status).toBe(401)
    expect((await post('login', { email, password: 'Another horse 2' })).status).toBe(200)
  })

  it('cannot be used before it is confirmed, and does not tell that this is why', async () => {
    const { post } = room()
    await post('signup', { email, password })
    const unconfirmed = await post('login', { email, password })
    expect(problemIn(unconfirmed)).toEqual(aProblem(401, 'wrong-credentials'))
    expect(unconfirmed.body).toEqual((await post('login', { email: 'nobody@example.org', password })).body)
  })

  it('is closed within ten minutes of a sign-in', async () => {
    const { me, owner, accounts, clock } = await withAccount()
    clock.now += 601_000
    expect(await (await me('DELETE', '/v1/me')).json()).toMatchObject({ type: '/problems/sign-in-again', status: 403 })
    expect((await accounts.standing({ owner })).closed).toBe(false)
    clock.now -= 1000
    expect((await me('DELETE', '/v1/me')).status).toBe(204)
    expect((await accounts.standing({ owner })).closed).toBe(true)
    expect((await me('POST', '/v1/tokens', { name: 'late', scopes: ['jobs:read'] })).status).toBe(401)
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
    expect([...known.headers]).toEqual([...unknown.headers])
  })

  it.each([
    ['signup', { password }],
    ['resend', {}],
    ['forgot', {}],
    ['confirm', { code: '1' }],
    ['reset', { code: '1', password }],
  ])('from how long %s takes', async (verb, body) => {
    const took = async (address: string, work: number) => {
      const auth = memoryAuth()
      const doing = () => auth.pause(work / 2)
      const directory = { ...auth.directory, signUp: doing }
      const codes = { ...auth.codes, attempt: async () => void (await doing()) }
      const start = auth.clock.now
      await caller(createApp({ ...auth, directory, codes, askForCode: doing }))('POST', `/v1/auth/${verb}`, {
        email: address,
        ...body,
      })
      return auth.clock.now - start
    }
    expect(await took(email, 700)).toBe(1000)
    expect(await took('nobody@example.org', 20)).toBe(1000)
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
    const { post, mails, lastCode } = await withAccount()
    const signup = await post('signup', { email: 'bob@example.org', password: weak })
    const reset = await post('reset', { email, code: lastCode(), password: weak })
    expect(problemIn(signup)).toEqual(problemOfPassword('invalid-request'))
    expect(problemIn(reset)).toEqual(problemOfPassword('invalid-request'))
    expect(signup.body).toHaveProperty('detail', `password: ${weakPassword}`)
    expect(mails).toHaveLength(1)
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
    ['logout', {}, ['refresh_token']],
    ['logout', { refresh_token: 'x', everywhere: 'yes' }, ['everywhere']],
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
    for (const secret of [
      password,
      lastCode(),
      lastCode().replace(' ', ''),
      body.access_token,
      body.refresh_token,
      email,
    ])
      expect(text).not.toContain(secret)
  })
})
