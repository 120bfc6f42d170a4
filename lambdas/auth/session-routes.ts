import type { Context } from 'hono'
import { invalidField, Problem } from '../shared/errors'
import { type HttpApp, validate, validated } from '../shared/http'
import type { AuthDeps } from './deps'
import { basicCredentials, Credentials, Logout, RefreshToken, type Tokens } from './domain'
import { endSessions } from './end-sessions'
import { dropCookie, keepInCookie, refreshTokenOf, usesCookie } from './refresh-cookie'
import { sessionOver } from './refusals'
import { forSubject, perClient } from './throttling'

/** Seconds that a refresh token lives: as the user pool's client has it (lib/auth/user-pool.ts). */
const refreshTokenLife = 30 * 24 * 60 * 60

/** Signing in, staying so, and signing out. */
export function sessionRoutes(app: HttpApp, deps: AuthDeps): void {
  const { directory, accounts } = deps

  /** RFC 6749, section 5.1; the refresh token in the cookie where the caller keeps it there. */
  const answerTokens = (c: Context, { refresh_token, ...tokens }: Tokens) => {
    c.header('Cache-Control', 'no-store')
    if (!usesCookie(c)) return c.json({ ...tokens, refresh_token })
    keepInCookie(c, refresh_token, refreshTokenLife)
    return c.json(tokens)
  }

  const login = async (c: Context, credentials: Credentials) => {
    await forSubject(deps, 'login', credentials.email)
    return answerTokens(c, await directory.login(credentials))
  }

  app.post(
    '/v1/auth/login',
    perClient(deps, 'login'),
    async (c, next) => {
      // As the tutorial system did it, and what command lines have at hand: `curl -u`.
      const basic = basicCredentials(c.req.header('authorization'))
      return basic ? login(c, validated(Credentials, basic)) : next()
    },
    validate('json', Credentials),
    (c) => login(c, c.req.valid('json')),
  )

  app.post('/v1/auth/refresh', perClient(deps, 'refresh'), validate('json', RefreshToken), async (c) => {
    const refreshToken = c.req.valid('json').refresh_token ?? (usesCookie(c) ? refreshTokenOf(c) : undefined)
    if (refreshToken === undefined) throw usesCookie(c) ? sessionOver() : noToken()
    await forSubject(deps, 'refresh', refreshToken)
    try {
      return answerTokens(c, await directory.refresh(refreshToken))
    } catch (error) {
      if (usesCookie(c) && error instanceof Problem && error.code === 'unauthenticated') dropCookie(c)
      throw error
    }
  })

  app.post('/v1/auth/logout', perClient(deps, 'logout'), validate('json', Logout), async (c) => {
    const { refresh_token, everywhere } = c.req.valid('json')
    const refreshToken = refresh_token ?? (usesCookie(c) ? refreshTokenOf(c) : undefined)
    if (usesCookie(c)) dropCookie(c)
    else if (refreshToken === undefined) throw noToken()
    if (refreshToken === undefined) return c.body(null, 204)
    await forSubject(deps, 'logout', refreshToken)
    const session = await directory.sessionOf(refreshToken)
    // A session that is over is signed out.
    if (!session) return c.body(null, 204)
    await accounts.endSession(session, session.expiresAt)
    if (everywhere) await endSessions(deps, session.owner)
    // The one before the last stays good for some seconds where they are rotated.
    for (const token of new Set([session.refreshToken, refreshToken])) await directory.revoke(token)
    return c.body(null, 204)
  })
}

function noToken() {
  return invalidField({ field: 'refresh_token', code: 'expected', message: 'Give the refresh token.' })
}
