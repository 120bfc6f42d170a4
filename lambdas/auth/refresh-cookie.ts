import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

/**
 * The page's refresh token travels in a cookie that no script can read and no other site can send. A client asks for that with the header
 * `Audiolift-Session: cookie`; without the header the cookie is not even looked at. A form of another site cannot set a header, and a
 * script of another site would have to ask us first (CORS), which nobody answers: so the header also guards against forged requests, besides
 * SameSite.
 */
const sessionHeader = 'Audiolift-Session'
const cookie = '__Secure-audiolift-refresh'

/** Only the routes that need it get to see it. */
const scope = { path: '/v1/auth', secure: true, httpOnly: true, sameSite: 'Strict' } as const

/** Whether the caller keeps its refresh token in the cookie. */
export function usesCookie(c: Context): boolean {
  return c.req.header(sessionHeader) === 'cookie' && ['same-origin', undefined].includes(c.req.header('Sec-Fetch-Site'))
}

/** @param life seconds, that of the refresh token */
export function keepInCookie(c: Context, refreshToken: string, life: number): void {
  setCookie(c, cookie, refreshToken, { ...scope, maxAge: life })
}

export function refreshTokenOf(c: Context): string | undefined {
  return getCookie(c, cookie)
}

export function dropCookie(c: Context): void {
  void deleteCookie(c, cookie, scope)
}
