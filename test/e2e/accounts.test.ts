import { AdminInitiateAuthCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { createClient } from '../../client/api/client'
import { discoverAll } from '../../local/registry'
import { mailedCode } from '../support/account'
import { addresses, mailsTo, newUser, nextSecond, page, user } from './support/cloud'

function access() {
  return {
    endpoint: addresses().emulator,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
}

function send(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  return fetch(page() + path, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}` }
}

async function me(token: string) {
  return (await send('GET', '/v1/me', undefined, bearer(token))).status
}

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

/** Signs in, with tokens that are not in the authorizer's cache. */
async function signedIn() {
  const made = await user()
  const login = async () => {
    const response = await send('POST', '/v1/auth/login', { email: made.email, password: made.password })
    return (await response.json()) as Tokens
  }
  return { ...made, login, ...(await login()) }
}

describe('an account', () => {
  it('is opened, and got back into, with codes that are mailed as text and as HTML', async () => {
    const { email, password } = newUser()
    const client = createClient({ baseUrl: page() })
    const forged = async (call: Promise<void>) =>
      expect(call).rejects.toMatchObject({ type: '/problems/invalid-code', status: 400 })
    const code = (purpose: 'confirm' | 'reset', before?: string) =>
      mailedCode(addresses().inbox, email, purpose, before)

    await client.signUp({ email, password })
    const first = await code('confirm')
    await client.resend(email)
    const confirm = await code('confirm', first)
    await forged(client.confirm({ email, code: first }))
    await forged(client.reset({ email, code: confirm, password: 'Another horse 2' }))
    await expect(client.login({ email, password })).rejects.toMatchObject({ type: '/problems/wrong-credentials' })
    await client.confirm({ email, code: confirm })
    await forged(client.confirm({ email, code: confirm }))
    await client.login({ email, password })

    await client.forgot(email)
    const reset = await code('reset')
    await forged(client.confirm({ email, code: reset }))
    await client.reset({ email, code: reset, password: 'Another horse 2' })
    await forged(client.reset({ email, code: reset, password: 'Third horse 333' }))
    await client.login({ email, password: 'Another horse 2' })

    const mails = await mailsTo(email, 3)
    expect(mails.map(({ subject }) => subject)).toEqual([
      `${first}: confirm your address at Audiolift`,
      `${confirm}: confirm your address at Audiolift`,
      `${reset}: set a new password at Audiolift`,
    ])
    for (const [place, { from, text, html }] of mails.entries()) {
      expect(from).toBe('audiolift@example.com')
      for (const body of [text, html]) {
        expect(body).toContain([first, confirm, reset][place])
        expect(body).toMatch(place < 2 ? /your new account at Audiolift/ : /set a new password at Audiolift/)
        expect(body).toContain(place < 2 ? 'It works once, within a day.' : 'It works once, within an hour.')
        expect(body).toMatch(/If you did not ask for it, .*ignore this mail/)
      }
      expect(text).not.toContain('<')
    }
  })

  it('has a code that dies of five wrong ones', async () => {
    const { client, email } = await user()
    await client.forgot(email)
    const code = await mailedCode(addresses().inbox, email, 'reset')
    const wrong = code === '0000 0000' ? '00000001' : '00000000'
    for (const entered of [wrong, wrong, wrong, wrong, wrong, code])
      await expect(client.reset({ email, code: entered, password: 'Another horse 2' })).rejects.toMatchObject({
        type: '/problems/invalid-code',
      })
  })

  it('that was never confirmed is opened by a new password', async () => {
    const { email, password } = newUser()
    const client = createClient({ baseUrl: page() })
    await client.signUp({ email, password })
    await client.forgot(email)
    const code = await mailedCode(addresses().inbox, email, 'reset')
    await client.reset({ email, code, password: 'Another horse 2' })
    await expect(client.login({ email, password })).rejects.toMatchObject({ type: '/problems/wrong-credentials' })
    await client.login({ email, password: 'Another horse 2' })
  })

  it('does not tell whether it is there, confirmed or not', async () => {
    const waiting = newUser()
    await createClient({ baseUrl: page() }).signUp(waiting)
    const there = await user()
    const answers: object[] = []
    for (const email of [newUser().email, waiting.email, there.email])
      for (const [verb, body] of [
        ['login', { email, password: 'Wrong horse 11' }],
        ['resend', { email }],
        ['forgot', { email }],
        ['signup', { email, password: 'Correct horse 1' }],
        ['confirm', { email, code: 'none' }],
        ['reset', { email, code: 'none', password: 'Another horse 2' }],
      ] as const) {
        const response = await send('POST', `/v1/auth/${verb}`, body)
        answers.push({ verb, status: response.status, body: await response.text() })
      }
    const about = (place: number) => answers.slice(place * 6, place * 6 + 6)
    expect(about(1)).toEqual(about(0))
    expect(about(2)).toEqual(about(0))
  })

  it('accepts HTTP Basic, refreshes, and signs out of one session or all', async () => {
    const { email, password, login, access_token, refresh_token } = await signedIn()
    const basic = { authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` }
    expect(await (await send('POST', '/v1/auth/login', undefined, basic)).json()).toMatchObject({
      token_type: 'Bearer',
    })

    const refreshed = (await (await send('POST', '/v1/auth/refresh', { refresh_token })).json()) as Tokens
    expect((await send('POST', '/v1/auth/logout', { refresh_token: refreshed.refresh_token })).status).toBe(204)
    expect([await me(access_token), await me(refreshed.access_token)]).toEqual([401, 401])
    expect((await send('POST', '/v1/auth/refresh', { refresh_token })).status).toBe(401)

    const [one, other] = [await login(), await login()]
    await nextSecond()
    const everywhere = { refresh_token: one.refresh_token, everywhere: true }
    expect((await send('POST', '/v1/auth/logout', everywhere)).status).toBe(204)
    expect([await me(one.access_token), await me(other.access_token)]).toEqual([401, 401])
    expect((await send('POST', '/v1/auth/refresh', { refresh_token: other.refresh_token })).status).toBe(401)
    expect(await me((await login()).access_token)).toBe(200)
  })

  it('changes its password, and gets a new one by mail; both end all sessions', async () => {
    const { client, email, password, access_token } = await signedIn()
    await client.changePassword({ password, newPassword: 'Another horse 2' })
    expect(await me(access_token)).toBe(401)
    await client.login({ email, password: 'Another horse 2' })
    const { token } = await client.makeToken({ name: 'ci', scopes: ['jobs:read'] })
    await client.forgot(email)
    const code = await mailedCode(addresses().inbox, email, 'reset')
    await client.reset({ email, code, password: 'Third horse 333' })
    expect((await send('GET', '/v1/jobs', undefined, bearer(token))).status).toBe(401)
    await expect(client.login({ email, password })).rejects.toMatchObject({ type: '/problems/wrong-credentials' })
    await client.login({ email, password: 'Third horse 333' })
  })

  it('keeps the page’s refresh token in a cookie', async () => {
    const { email, password } = await signedIn()
    const asPage = { 'audiolift-session': 'cookie' }
    const login = await send('POST', '/v1/auth/login', { email, password }, asPage)
    expect(await login.json()).not.toHaveProperty('refresh_token')
    const set = login.headers.get('set-cookie') ?? ''
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/v1/auth']) expect(set).toContain(attribute)
    const cookie = { cookie: set.split(';')[0] ?? '' }
    expect((await send('POST', '/v1/auth/refresh', {}, cookie)).status).toBe(400)
    const refreshed = await send('POST', '/v1/auth/refresh', {}, { ...asPage, ...cookie })
    expect(await refreshed.json()).toMatchObject({ token_type: 'Bearer' })
    expect((await send('POST', '/v1/auth/logout', {}, { ...asPage, ...cookie })).status).toBe(204)
    expect((await send('POST', '/v1/auth/refresh', {}, { ...asPage, ...cookie })).status).toBe(401)
  })

  it('is opened by its access token only', async () => {
    const { email, password, access_token } = await signedIn()
    const found = await discoverAll(addresses().emulator)
    const [ClientId, UserPoolId] = [found.get('auth/user-pool-client-id'), found.get('auth/user-pool-id')]
    const cognito = new CognitoIdentityProviderClient(access())
    const AuthParameters = { USERNAME: email, PASSWORD: password }
    const { AuthenticationResult } = await cognito.send(
      new AdminInitiateAuthCommand({ ClientId, UserPoolId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters }),
    )
    expect(await me(AuthenticationResult?.IdToken ?? '')).toBe(401)
    expect(await me(AuthenticationResult?.RefreshToken ?? '')).toBe(401)
    expect(await me(`${access_token}x`)).toBe(401)
    expect(await me(access_token)).toBe(200)
  })
})

describe('a token for a program', () => {
  it('does what it was made for until it is revoked', async () => {
    const { client } = await user()
    const { token, id } = await client.makeToken({ name: 'Nightly', scopes: ['uploads:write'], expiresInDays: 1 })
    const reserved = await send('POST', '/v1/uploads', { name: 'a.mp4', size: 1000 }, bearer(token))
    expect(reserved.status).toBe(201)
    expect((await send('GET', '/v1/jobs', undefined, bearer(token))).status).toBe(403)
    expect(await client.tokens()).toMatchObject([{ id, name: 'Nightly', lastUsedAt: expect.any(String) }])

    const unused = await client.makeToken({ name: 'Unused', scopes: ['jobs:read'] })
    await client.revokeToken(unused.id)
    expect((await send('GET', '/v1/jobs', undefined, bearer(unused.token))).status).toBe(401)
    await expect(client.revokeToken(unused.id)).rejects.toMatchObject({ status: 404 })
  })
})

describe('a closed account', () => {
  it('goes with everything in it, and frees its address', async () => {
    const { client, email, password, refresh_token, access_token } = await signedIn()
    const first = await mailedCode(addresses().inbox, email, 'confirm')
    const { id: owner } = await client.me()
    const { upload } = await client.reserve({ name: 'arrived.mp4', size: 1000 })
    expect((await fetch(upload.parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(1000) })).status).toBe(200)
    const over = await client.reserve({ name: 'over.mp4', size: 1000 })
    await client.abort(over.job.id)
    const { token } = await client.makeToken({ name: 'ci', scopes: ['jobs:read'] })
    await client.closeAccount()

    expect(await me(access_token)).toBe(401)
    expect((await send('GET', '/v1/jobs', undefined, bearer(token))).status).toBe(401)
    await gone(() => left(owner))
    expect((await send('POST', '/v1/auth/refresh', { refresh_token })).status).toBe(401)
    await expect(client.login({ email, password })).rejects.toMatchObject({ type: '/problems/wrong-credentials' })
    await client.signUp({ email, password: 'Correct horse 2' })
    await client.confirm({ email, code: await mailedCode(addresses().inbox, email, 'confirm', first) })
    await client.login({ email, password: 'Correct horse 2' })
    expect((await client.me()).id).not.toBe(owner)
    expect((await client.jobs()).jobs).toEqual([])
  })
})

/** Waits until nothing is left. */
async function gone(look: () => Promise<readonly string[]>): Promise<void> {
  while ((await look()).length > 0) await new Promise((resolve) => setTimeout(resolve, 200))
}

/** Everything still stored of an owner: rows of both tables except the closed account's own, objects, unfinished uploads. */
async function left(owner: string): Promise<readonly string[]> {
  const published = await discoverAll(addresses().emulator)
  const rows = async (TableName = '') => {
    const { Items = [] } = await new DynamoDBClient(access()).send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `USER#${owner}` } },
      }),
    )
    return Items.map(({ sk }) => sk?.S ?? '').filter((sk) => sk !== 'ACCOUNT' && !sk.startsWith('SESSION#'))
  }
  const s3 = new S3Client({ ...access(), forcePathStyle: true })
  const [uploads, audio] = [published.get('jobs/uploads-bucket'), published.get('jobs/audio-bucket')]
  const objects = await Promise.all([
    s3.send(new ListObjectsV2Command({ Bucket: uploads, Prefix: `uploads/${owner}/` })),
    s3.send(new ListObjectsV2Command({ Bucket: audio, Prefix: `audio/${owner}/` })),
  ])
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: uploads }))
  return [
    ...(await rows(published.get('jobs/table-name'))),
    ...(await rows(published.get('auth/table-name'))),
    ...objects.flatMap(({ Contents = [] }) => Contents.map(({ Key = '' }) => Key)),
    ...Uploads.map(({ Key = '' }) => Key).filter((key) => key.includes(owner)),
  ]
}
