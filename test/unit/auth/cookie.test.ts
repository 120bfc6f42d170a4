import { type Tokens, withAccount } from '../../support/auth-room'
import { aProblem, problemIn } from '../../support/request'

/** The value of the cookie that an answer sets, and how. */
function cookieIn(headers: Headers) {
  return /^__Secure-audiolift-refresh=([^;]*)(.*)$/.exec(headers.get('set-cookie') ?? '')
}

const inCookie = { 'Audiolift-Session': 'cookie' }

describe('the page’s cookie', () => {
  it('holds the refresh token, out of reach of scripts and other sites', async () => {
    const { login } = await withAccount()
    const { body, headers } = await login(inCookie)
    expect(body).not.toHaveProperty('refresh_token')
    const [, value, attributes] = cookieIn(headers) ?? []
    expect(value).toMatch(/^refresh-/)
    expect(attributes?.split('; ').sort()).toEqual(
      ['', 'HttpOnly', 'Max-Age=2592000', 'Path=/v1/auth', 'SameSite=Strict', 'Secure'].sort(),
    )
  })

  it('is renewed by a refresh, and taken away by signing out', async () => {
    const { login, post } = await withAccount()
    const [, first] = cookieIn((await login(inCookie)).headers) ?? []
    const withCookie = (value = '') => ({ ...inCookie, Cookie: `__Secure-audiolift-refresh=${value}` })
    const refreshed = await post<Tokens>('refresh', {}, withCookie(first))
    expect(refreshed.status).toBe(200)
    expect(refreshed.body).not.toHaveProperty('refresh_token')
    const [, second] = cookieIn(refreshed.headers) ?? []
    expect(second).not.toBe(first)
    const left = await post('logout', {}, withCookie(second))
    expect([left.status, cookieIn(left.headers)?.[2]]).toEqual([204, expect.stringContaining('Max-Age=0')])
    const again = await post('refresh', {}, withCookie(second))
    expect(problemIn(again)).toEqual(aProblem(401, 'unauthenticated'))
    expect(cookieIn(again.headers)?.[2]).toContain('Max-Age=0')
    expect((await post('logout', {}, inCookie)).status).toBe(204)
  })

  it.each([
    ['without our header', {}],
    ['with another value', { 'Audiolift-Session': 'yes' }],
    ['from another site', { ...inCookie, 'Sec-Fetch-Site': 'cross-site' }],
    ['from another host of the same site', { ...inCookie, 'Sec-Fetch-Site': 'same-site' }],
  ])('is not looked at %s', async (_case, headers) => {
    const { login, post } = await withAccount()
    const [, value] = cookieIn((await login(inCookie)).headers) ?? []
    const forged = { ...headers, Cookie: `__Secure-audiolift-refresh=${value}` }
    for (const verb of ['refresh', 'logout'])
      expect(problemIn(await post(verb, {}, forged))).toEqual(aProblem(400, 'invalid-request', ['refresh_token']))
    expect((await post('refresh', {}, { ...inCookie, Cookie: forged.Cookie })).status).toBe(200)
  })
})
