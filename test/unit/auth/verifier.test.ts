import { authorize } from '../../../lambdas/auth/authorize'
import { hashOfToken, mintProgramToken } from '../../../lambdas/auth/program-token'
import { Verdicts } from '../../../lambdas/auth/verdicts'
import { cognitoVerifier } from '../../../lambdas/auth/verifier'
import { silentLog } from '../../support/in-memory'
import { ada } from '../../support/jobs'
import { confusedJwt, jwt, keyServer, newKey, unsignedJwt, withClaims } from '../../support/jwt'
import { memoryAccountStore, memoryAuth } from '../../support/memory-auth'

const userPoolId = 'us-east-1_Ab1Cd2Ef3'
const clientId = 'our-client'
const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`
const ours = newKey('ours')
const stranger = newKey('stranger')
/** A stranger's key under our key's id. */
const impostor = { ...stranger, kid: 'ours' }
const { randomBytes } = memoryAuth()

function seconds() {
  return Math.floor(Date.now() / 1000)
}

function claims(changes: object = {}) {
  return {
    sub: ada,
    iss: issuer,
    client_id: clientId,
    token_use: 'access',
    origin_jti: 'session-1',
    scope: 'aws.cognito.signin.user.admin',
    iat: seconds() - 10,
    auth_time: seconds() - 10,
    exp: seconds() + 890,
    ...changes,
  }
}

function without(name: string) {
  return Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name))
}

/** The authorizer as it runs, with the pool's keys on loopback: its verdict on a header. */
async function house() {
  const keys = await keyServer(ours)
  const { verify, loadKeys } = cognitoVerifier({
    userPoolId,
    clientId,
    jwksUri: keys.url,
    clientFactor: '1',
    table: '',
  })
  const accounts = memoryAccountStore()
  const enter = (token: string) =>
    authorize(`Bearer ${token}`, { verify, accounts, verdicts: new Verdicts(), now: Date.now, log: silentLog })
  return { keys, loadKeys, accounts, enter }
}

let made: Awaited<ReturnType<typeof house>>
beforeEach(async () => {
  made = await house()
})
afterEach(() => made.keys.close())

describe('the authorizer, with real keys', () => {
  it('accepts an access token of our pool and client', async () => {
    expect(await made.enter(jwt(ours, claims()))).toMatchObject({ owner: ada })
  })

  const good = () => jwt(ours, claims())
  const tokens: readonly (readonly [string, () => string])[] = [
    ['signed by a stranger under our key’s id', () => jwt(impostor, claims())],
    ['signed by a stranger under an id that is unknown', () => jwt(stranger, claims())],
    ['without a key id', () => jwt(ours, claims(), { kid: undefined })],
    ['with a key id that is not text', () => jwt(ours, claims(), { kid: 7 })],
    ['that brings its own key', () => jwt(impostor, claims(), { jwk: stranger.publicKey.export({ format: 'jwk' }) })],
    ['that says where its key is', () => jwt(stranger, claims(), { jku: 'http://127.0.0.1:9/keys' })],
    ['expired', () => jwt(ours, claims({ exp: seconds() - 1 }))],
    ['without an end', () => jwt(ours, without('exp'))],
    ['not valid yet', () => jwt(ours, claims({ nbf: seconds() + 600 }))],
    ['an ID token', () => jwt(ours, { ...without('client_id'), aud: clientId, token_use: 'id' })],
    ['an ID token that also names our client', () => jwt(ours, claims({ aud: clientId, token_use: 'id' }))],
    ['a refresh token', () => jwt(ours, claims({ token_use: 'refresh' }))],
    ['without a use', () => jwt(ours, without('token_use'))],
    ['of another pool', () => jwt(ours, claims({ iss: `${issuer}x` }))],
    ['of another region', () => jwt(ours, claims({ iss: issuer.replace('us-east-1.', 'eu-west-1.') }))],
    ['of another issuer', () => jwt(ours, claims({ iss: 'https://evil.example' }))],
    ['of another client', () => jwt(ours, claims({ client_id: 'another-client' }))],
    ['of no client', () => jwt(ours, without('client_id'))],
    ['without a session, so that it could not be revoked', () => jwt(ours, without('origin_jti'))],
    ['of nobody', () => jwt(ours, without('sub'))],
    ['of a subject that is not a UUID', () => jwt(ours, claims({ sub: '../admin' }))],
    ['unsigned', () => unsignedJwt(claims(), 'none', 'ours')],
    ['unsigned, in another spelling', () => unsignedJwt(claims(), 'None', 'ours')],
    ['unsigned, that says RS256', () => unsignedJwt(claims(), 'RS256', 'ours')],
    ['signed by HS256 with the public key', () => confusedJwt(ours, claims())],
    ['whose subject was changed', () => withClaims(good(), claims({ sub: '00000000-0000-4000-8000-000000000000' }))],
    ['whose end was changed', () => withClaims(good(), claims({ exp: seconds() + 99_999 }))],
    ['whose signature is cut off', () => good().replace(/\.[^.]*$/, '')],
    ['whose signature is half there', () => good().slice(0, -100)],
    ['with a part too many', () => `${good()}.e30`],
    ['that is not JSON', () => 'YWJj.YWJj.YWJj'],
    ['that is not base64', () => '~.~.~'],
    ['that is empty between its dots', () => '..'],
    ['of 8 KB', () => 'a'.repeat(8192)],
    ['of a program, never made', () => mintProgramToken(randomBytes)],
    ['of a program, with a wrong checksum', () => `alft_${'a'.repeat(46)}`],
    ['of a program, too short', () => mintProgramToken(randomBytes).slice(0, -1)],
    ['of GitHub', () => `ghp_${'a'.repeat(36)}`],
  ]

  it.each(tokens)('refuses one %s', async (_name, token) => {
    expect(await made.enter(token())).toEqual({ denied: expect.stringMatching(/\.$/) })
  })

  it('refuses what was revoked: a session, all sessions, a program’s token, a closed account', async () => {
    const { accounts, enter } = made
    const token = mintProgramToken(randomBytes)
    const id = '01a206a0-d831-743b-a4b6-be7c0c7dd6d8'
    const kept = { owner: ada, id, name: 'ci', scopes: ['jobs:read'] as const, createdAt: 0 }
    await accounts.addToken({ ...kept, expiresAt: Date.now() + 60_000 }, hashOfToken(token), seconds(), Date.now())
    expect(await enter(token)).toMatchObject({ owner: ada })
    await accounts.removeToken(ada, id)
    expect(await enter(token)).toHaveProperty('denied')

    await accounts.endSession({ owner: ada, session: 'session-1' }, seconds())
    expect(await enter(good())).toHaveProperty('denied')
    const other = jwt(ours, claims({ origin_jti: 'session-2' }))
    expect(await enter(other)).toMatchObject({ owner: ada })
    // A token from before its session's id changed, where a directory does that.
    const signedInAt = seconds() - 600
    const older = jwt(ours, claims({ origin_jti: 'session-0', auth_time: signedInAt }))
    await accounts.endSession({ owner: ada, session: 'session-9', signedInAt }, seconds())
    expect(await enter(older)).toHaveProperty('denied')
    expect(await enter(other)).toMatchObject({ owner: ada })
    await accounts.endSessionsBefore(ada, seconds())
    expect(await enter(other)).toHaveProperty('denied')
    const later = jwt(ours, claims({ origin_jti: 'session-3', iat: seconds() + 1 }))
    expect(await enter(later)).toMatchObject({ owner: ada })
    await accounts.close(ada, Date.now())
    expect(await enter(later)).toHaveProperty('denied')
  })
})

describe('the pool’s keys', () => {
  it('are there before the first token, and a flood of made-up key ids keeps nobody out', async () => {
    const { keys, loadKeys, enter } = made
    await loadKeys()
    const loaded = keys.state.asked
    const flood = Array.from({ length: 200 }, (_, n) => enter(jwt({ ...stranger, kid: `made-up-${n}` }, claims())))
    const people = Array.from({ length: 20 }, () => enter(jwt(ours, claims())))
    expect((await Promise.all(flood)).filter(({ owner }) => owner)).toEqual([])
    expect((await Promise.all(people)).filter(({ owner }) => owner === ada)).toHaveLength(20)
    expect(keys.state.asked - loaded).toBeLessThan(5)
  })

  it('may change: soon the new one is known, even in a flood', async () => {
    const { keys, enter, loadKeys } = made
    await loadKeys()
    const next = newKey('next')
    await enter(jwt(stranger, claims()))
    keys.state.keys = [ours, next]
    const token = jwt(next, claims())
    // Asked for again a second after the last unknown id at the latest.
    while ((await enter(token)).owner !== ada) await new Promise((tick) => setTimeout(tick, 20))
    expect(await enter(jwt(ours, claims()))).toMatchObject({ owner: ada })
  })

  it('are asked for again by the first token when they could not be had at the start', async () => {
    const { keys, enter, loadKeys } = made
    keys.state.broken = true
    await expect(loadKeys()).rejects.toThrow('HTTP 503')
    await expect(enter(jwt(ours, claims()))).rejects.toThrow('HTTP 503')
    keys.state.broken = false
    expect(await enter(jwt(ours, claims()))).toMatchObject({ owner: ada })
  })
})
