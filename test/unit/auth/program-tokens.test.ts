import type * as z from 'zod'
import type { IssuedProgramToken } from '../../../lambdas/auth/domain'
import { hashOfToken } from '../../../lambdas/auth/program-token'
import { withAccount } from '../../support/auth-room'
import type { ProblemBody } from '../../support/request'

type Issued = z.infer<typeof IssuedProgramToken>

describe('a token for a program', () => {
  const wanted = { name: 'Nightly build', scopes: ['jobs:read', 'uploads:write'], expiresInDays: 30 }

  it('is made, shown once, listed, used and revoked', async () => {
    const { me, accounts, clock, owner } = await withAccount()
    const made = await me('POST', '/v1/tokens', wanted)
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store'])
    const { token, ...shown } = (await made.json()) as Issued
    expect(token).toMatch(/^alft_[0-9A-Za-z]{46}$/)
    expect(shown).toEqual({
      id: expect.any(String),
      name: wanted.name,
      scopes: wanted.scopes,
      createdAt: new Date(clock.now).toISOString(),
      expiresAt: new Date(clock.now + 30 * 86_400_000).toISOString(),
    })
    const found = await accounts.findToken(hashOfToken(token))
    expect(found).toMatchObject({ owner, id: shown.id })
    if (found) await accounts.touchToken(found, Date.parse('2027-01-15T08:01:30Z'))
    expect(await (await me('GET', '/v1/tokens')).json()).toEqual({
      tokens: [{ ...shown, lastUsedAt: '2027-01-15T08:01:00.000Z' }],
    })
    expect((await me('DELETE', `/v1/tokens/${shown.id}`)).status).toBe(204)
    expect(await accounts.findToken(hashOfToken(token))).toBe(undefined)
    expect((await me('DELETE', `/v1/tokens/${shown.id}`)).status).toBe(404)
  })

  it('lives 90 days when nobody says how long', async () => {
    const { me, clock } = await withAccount()
    const made = (await (await me('POST', '/v1/tokens', { name: 'a', scopes: ['webhooks'] })).json()) as Issued
    expect(Date.parse(made.expiresAt)).toBe(clock.now + 90 * 86_400_000)
  })

  it.each([
    [{}, ['name', 'scopes']],
    [{ ...wanted, name: ' ' }, ['name']],
    [{ ...wanted, name: 'x'.repeat(101) }, ['name']],
    [{ ...wanted, name: 'a\u202eb' }, ['name']],
    [{ ...wanted, scopes: [] }, ['scopes']],
    [{ ...wanted, scopes: ['jobs:read', 'jobs:read'] }, ['scopes']],
    [{ ...wanted, scopes: ['account'] }, ['scopes.0']],
    [{ ...wanted, scopes: ['root'] }, ['scopes.0']],
    [{ ...wanted, expiresInDays: 0 }, ['expiresInDays']],
    [{ ...wanted, expiresInDays: 367 }, ['expiresInDays']],
    [{ ...wanted, expiresInDays: 1.5 }, ['expiresInDays']],
    [{ ...wanted, owner: 'me' }, ['owner']],
  ])('like %j is refused, and nothing is made', async (body, fields) => {
    const { me, accounts, owner } = await withAccount()
    const answer = (await (await me('POST', '/v1/tokens', body)).json()) as ProblemBody
    expect(answer.type).toBe('/problems/invalid-request')
    expect(answer.errors?.map(({ field }) => field)).toEqual(fields)
    expect(await accounts.tokens(owner)).toEqual([])
  })

  it('is one of twenty at most', async () => {
    const { me } = await withAccount()
    for (let made = 0; made < 20; made++) expect((await me('POST', '/v1/tokens', wanted)).status).toBe(201)
    expect(await (await me('POST', '/v1/tokens', wanted)).json()).toMatchObject({
      type: '/problems/too-many-tokens',
      status: 409,
    })
  })

  it.each([
    ['GET', '/v1/tokens'],
    ['POST', '/v1/tokens'],
    ['DELETE', '/v1/tokens/01a206a0-d831-743b-a4b6-be7c0c7dd6d8'],
    ['GET', '/v1/me'],
    ['DELETE', '/v1/me'],
    ['POST', '/v1/me/password'],
  ])('cannot do %s %s, with any scopes', async (method, path) => {
    const { as, owner } = await withAccount()
    const program = as(owner, ['jobs:read', 'jobs:write', 'uploads:write', 'webhooks'])
    expect(await (await program(method, path, {})).json()).toMatchObject({ type: '/problems/insufficient-scope' })
  })
})
