import { FetchError } from 'aws-jwt-verify/error'
import { type AuthorizeDeps, authorize } from '../../../lambdas/auth/authorize'
import { bearerToken } from '../../../lambdas/auth/domain'
import type { AccountStore } from '../../../lambdas/auth/ports'
import { hashOfToken, mintProgramToken } from '../../../lambdas/auth/program-token'
import type { AccessClaims } from '../../../lambdas/auth/standing'
import { Verdicts } from '../../../lambdas/auth/verdicts'
import { recordingLog } from '../../support/in-memory'
import { ada } from '../../support/jobs'
import { memoryAccountStore, memoryAuth } from '../../support/memory-auth'

const start = 1_800_000_000
const claims: AccessClaims = {
  owner: ada,
  session: 'session-1',
  issuedAt: start,
  expiresAt: start + 900,
  signedInAt: start - 60,
}
const { randomBytes } = memoryAuth()

function gate(deps: Partial<AuthorizeDeps> = {}) {
  const clock = { now: start * 1000 }
  const accounts = memoryAccountStore()
  const log = recordingLog()
  const verify = async () => claims
  const all = { verify, accounts, verdicts: new Verdicts(), now: () => clock.now, log, ...deps }
  return { accounts, clock, log, enter: (header: string | undefined) => authorize(header, all) }
}

/** A gate that knows a token for a program, good for a day. */
async function withToken(deps: Partial<AuthorizeDeps> = {}) {
  const made = gate(deps)
  const token = mintProgramToken(randomBytes)
  const now = start * 1000
  const kept = { owner: ada, id: '01a206a0-d831-743b-a4b6-be7c0c7dd6d8', name: 'ci', createdAt: now }
  await made.accounts.addToken(
    { ...kept, scopes: ['jobs:read', 'webhooks'], expiresAt: now + 86_400_000 },
    hashOfToken(token),
    start,
    now,
  )
  return { ...made, token, id: kept.id }
}

const signedIn = {
  owner: ada,
  scope: 'jobs:read jobs:write uploads:write webhooks account',
  signedInAt: claims.signedInAt,
}
function denied(words: string) {
  return { denied: expect.stringContaining(words) }
}

describe('the authorizer', () => {
  it('lets who has signed in do everything', async () => {
    expect(await gate().enter('Bearer token')).toEqual(signedIn)
  })

  it('gives the token to the verifier as it came', async () => {
    const seen: string[] = []
    const verify = async (token: string) => {
      seen.push(token)
      return claims
    }
    await gate({ verify }).enter('Bearer a.b-c_d')
    expect(seen).toEqual(['a.b-c_d'])
  })

  it.each([undefined, '', 'Basic YTpi', 'Bearer', 'Bearer ', 'token', 'Bearer a b', 'Bearer a,b'])(
    'names nobody for the header %p, and says why',
    async (header) => {
      expect(await gate().enter(header)).toEqual({ denied: expect.stringMatching(/\.$/) })
    },
  )

  it.each([new Error('The pool’s keys could not be read: HTTP 503'), new FetchError('https://keys', 'HTTP 503')])(
    'fails when it is our fault, rather than blaming the token: %p',
    async (error) => {
      await expect(gate({ verify: () => Promise.reject(error) }).enter('Bearer x')).rejects.toThrow(error)
    },
  )

  it('refuses what was revoked', async () => {
    for (const revoke of [
      (store: AccountStore) => store.endSession(claims, start + 900),
      (store: AccountStore) => store.endSessionsBefore(ada, start + 1),
      (store: AccountStore) => store.close(ada, start),
    ]) {
      const { accounts, enter } = gate()
      await revoke(accounts)
      expect(await enter('Bearer token')).toEqual(denied('ended'))
    }
    const { accounts, enter } = gate()
    await accounts.endSession({ owner: ada, session: 'another' }, start)
    await accounts.endSessionsBefore(ada, start)
    expect(await enter('Bearer token')).toEqual(signedIn)
  })

  it('believes what it knows for half a minute, and no longer', async () => {
    const { accounts, clock, enter } = gate()
    await enter('Bearer token')
    await accounts.endSession(claims, start + 900)
    clock.now += 29_999
    expect(await enter('Bearer token')).toEqual(signedIn)
    clock.now += 1
    expect(await enter('Bearer token')).toEqual(denied('ended'))
  })
})

describe('a token for programs', () => {
  it('opens what it was made for, and is noted', async () => {
    const { accounts, enter, token } = await withToken()
    expect(await enter(`Bearer ${token}`)).toEqual({ owner: ada, scope: 'jobs:read webhooks' })
    expect(await accounts.tokens(ada)).toMatchObject([{ lastUsedAt: start * 1000 }])
  })

  it('opens nothing once it has expired, was revoked, or the account is closed', async () => {
    const expired = await withToken()
    expired.clock.now += 86_400_000
    expect(await expired.enter(`Bearer ${expired.token}`)).toEqual(denied('expired'))
    const revoked = await withToken()
    await revoked.accounts.removeToken(ada, revoked.id)
    expect(await revoked.enter(`Bearer ${revoked.token}`)).toEqual(denied('revoked'))
    const closed = await withToken()
    await closed.accounts.close(ada, 0)
    expect(await closed.enter(`Bearer ${closed.token}`)).toEqual(denied('revoked'))
  })

  it('is refused within half a minute of being revoked', async () => {
    const { accounts, clock, enter, token, id } = await withToken()
    await enter(`Bearer ${token}`)
    await accounts.removeToken(ada, id)
    clock.now += 30_000
    expect(await enter(`Bearer ${token}`)).toEqual(denied('revoked'))
  })

  it('is not looked up when any character was changed', async () => {
    const { accounts, token } = await withToken()
    const findToken = jest.fn(accounts.findToken)
    const { enter } = gate({ accounts: { ...accounts, findToken } })
    for (let place = 5; place < token.length; place++) {
      const altered = token.slice(0, place) + (token[place] === 'a' ? 'b' : 'a') + token.slice(place + 1)
      expect(await enter(`Bearer ${altered}`)).toEqual(denied('not valid'))
    }
    expect(findToken).not.toHaveBeenCalled()
  })

  it('with the right form that nobody made is refused', async () => {
    const { enter } = await withToken()
    expect(await enter(`Bearer ${mintProgramToken(randomBytes)}`)).toEqual(denied('not valid'))
  })

  it('is let in even when its use cannot be noted', async () => {
    const { accounts, token } = await withToken()
    const touchToken = () => Promise.reject(new Error('throttled'))
    const { enter, log } = gate({ accounts: { ...accounts, touchToken } })
    expect(await enter(`Bearer ${token}`)).toMatchObject({ owner: ada })
    expect(log.lines).toMatchObject([{ level: 'warn', message: 'last use of a token not noted' }])
  })
})

describe('what is known of tokens', () => {
  it('is limited to 5000, the oldest going first', () => {
    const verdicts = new Verdicts()
    for (let token = 0; token <= 5000; token++) verdicts.keep(String(token), { owner: ada }, 0, 60_000)
    expect(verdicts.get('0', 0)).toBe(undefined)
    expect(verdicts.get('1', 0)).toEqual({ owner: ada })
    expect(verdicts.get('5000', 0)).toEqual({ owner: ada })
  })

  it('ends with the token', () => {
    const verdicts = new Verdicts()
    verdicts.keep('t', { owner: ada }, 0, 10)
    expect([verdicts.get('t', 9), verdicts.get('t', 10)]).toEqual([{ owner: ada }, undefined])
  })
})

describe('a bearer token', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc==', 'abc=='],
    ['Bearer a=b', undefined],
    ['Token abc', undefined],
  ])('%p → %p', (header, token) => {
    expect(bearerToken(header)).toBe(token)
  })
})
