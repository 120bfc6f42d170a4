import { email, password, room } from '../../support/auth-room'
import { aProblem, problemIn } from '../../support/request'

describe('too many attempts', () => {
  const from = (address: string) => ({ 'X-Forwarded-For': address, 'Audiolift-Edge': 'edge-key' })

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
  ])('of %s by one client are refused after %i, whatever it sends', async (verb, most) => {
    const { post } = room()
    for (let made = 0; made < most; made++)
      expect((await post(verb, { nonsense: made }, from('2001:db8::1'))).status).toBe(400)
    expect((await post(verb, {}, from('2001:db8::ffff'))).status).toBe(429)
    expect((await post(verb, {}, from('2001:db8:0:1::1'))).status).toBe(400)
  })
})
