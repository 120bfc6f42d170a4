import { readFileSync } from 'node:fs'
import { openapiPath } from '../../../docs/openapi'
import { limits } from '../../../lambdas/auth/throttle'
import { email, password, room, withAccount } from '../../support/auth-room'
import { aProblem, problemIn } from '../../support/request'

describe('too many attempts', () => {
  const from = (address: string) => ({ 'Audiolift-Client': address, 'Audiolift-Edge': 'edge-key' })

  it.each([
    ['signup', 5, { password }],
    ['resend', 5, {}],
    ['forgot', 5, {}],
    ['confirm', 10, { code: '1' }],
    ['reset', 10, { code: '1', password }],
    ['login', 15, { password }],
  ])('of %s for one address are refused after %i, from wherever they come', async (verb, most, body) => {
    const { post, clock } = room()
    const attempt = (address: string, client: number) =>
      post(verb, { email: address, ...body }, from(`192.0.2.${client}`))
    for (let made = 0; made < most; made++) expect((await attempt(email, made)).status).not.toBe(429)
    const refused = await attempt('ADA@example.org', 200)
    expect(problemIn(refused)).toEqual(aProblem(429, 'too-many-requests'))
    const wait = Number(refused.headers.get('retry-after'))
    expect(refused.body).toMatchObject({ retryAfter: wait })
    expect(wait).toBeGreaterThan(0)
    expect((await attempt('bob@example.org', 200)).status).not.toBe(429)
    clock.now += wait * 1000
    expect((await attempt(email, 200)).status).not.toBe(429)
  })

  it.each([
    ['refresh', 60],
    ['logout', 60],
  ])('of %s with one token are refused after %i', async (verb, most) => {
    const { post } = room()
    for (let made = 0; made < most; made++)
      expect((await post(verb, { refresh_token: 'x' }, from(`192.0.2.${made}`))).status).not.toBe(429)
    expect((await post(verb, { refresh_token: 'x' }, from('192.0.2.99'))).status).toBe(429)
  })

  it.each([
    ['signup', 20],
    ['resend', 20],
    ['forgot', 20],
    ['confirm', 60],
    ['reset', 60],
    ['login', 100],
    ['refresh', 600],
    ['logout', 600],
  ])('of %s by one client are refused after %i, even if they differ', async (verb, most) => {
    const { post } = room()
    for (let made = 0; made < most; made++)
      expect((await post(verb, { nonsense: made }, from('2001:db8::1'))).status).toBe(400)
    expect((await post(verb, {}, from('2001:db8::ffff'))).status).toBe(429)
    expect((await post(verb, {}, from('2001:db8:0:1::1'))).status).toBe(400)
  })

  it.each([
    ['POST', '/v1/me/password'],
    ['POST', '/v1/tokens'],
  ])('of %s %s by one client are refused after 100, even if they differ', async (method, path) => {
    const { me } = await withAccount()
    const attempt = async () => (await me(method, path, { nonsense: 1 }, from('192.0.2.1'))).status
    for (let made = 0; made < 100; made++) expect(await attempt()).toBe(400)
    expect(await attempt()).toBe(429)
  })

  it('of somebody to guess their own password are refused after 30, from wherever they come', async () => {
    const { me } = await withAccount()
    const guess = async (n: number) =>
      (
        await me(
          'POST',
          '/v1/me/password',
          { password: `Wrong horse ${n}`, newPassword: password },
          from(`192.0.2.${n}`),
        )
      ).status
    for (let made = 0; made < 30; made++) expect(await guess(made)).not.toBe(429)
    expect(await guess(31)).toBe(429)
  })

  it('are counted on every route of the description that needs no token', () => {
    const { paths } = JSON.parse(readFileSync(openapiPath, 'utf8')) as { readonly paths: Record<string, object> }
    const described = Object.keys(paths).flatMap((path) => /^\/v1\/auth\/(.+)$/.exec(path)?.[1] ?? [])
    const { account: _withToken, ...open } = limits
    expect(described.sort()).toEqual(Object.keys(open).sort())
  })
})
