import { createHttpApp, type HttpApp, requireOwner, requireScope, validate } from '../shared/http'
import type { Log } from '../shared/log'
import {
  Address,
  bearerToken,
  Confirmation,
  Credentials,
  type Me,
  NewAccount,
  NewPassword,
  RefreshToken,
  type Tokens,
} from './domain'

/** The user directory. Every refusal is a Problem; none tells whether an address has an account. */
export interface Directory {
  signUp(credentials: Credentials): Promise<void>
  confirm(email: string, code: string): Promise<void>
  resend(email: string): Promise<void>
  login(credentials: Credentials): Promise<Tokens>
  refresh(refreshToken: string): Promise<Tokens>
  /** Revokes the refresh token and the access tokens that came from it. */
  logout(refreshToken: string): Promise<void>
  forgot(email: string): Promise<void>
  reset(email: string, code: string, password: string): Promise<void>
  me(accessToken: string): Promise<Me>
}

export interface AuthDeps {
  readonly directory: Directory
  readonly log: Log
}

const mailSent = { status: 'mail-sent' } as const

export const createApp = ({ directory, log }: AuthDeps): HttpApp => {
  const app = createHttpApp(log)

  app.post('/v1/auth/signup', validate('json', NewAccount), async (c) => {
    await directory.signUp(c.req.valid('json'))
    return c.json(mailSent, 202)
  })

  app.post('/v1/auth/confirm', validate('json', Confirmation), async (c) => {
    const { email, code } = c.req.valid('json')
    await directory.confirm(email, code)
    return c.body(null, 204)
  })

  app.post('/v1/auth/resend', validate('json', Address), async (c) => {
    await directory.resend(c.req.valid('json').email)
    return c.json(mailSent, 202)
  })

  app.post('/v1/auth/login', validate('json', Credentials), async (c) => {
    c.header('Cache-Control', 'no-store')
    return c.json(await directory.login(c.req.valid('json')))
  })

  app.post('/v1/auth/refresh', validate('json', RefreshToken), async (c) => {
    c.header('Cache-Control', 'no-store')
    return c.json(await directory.refresh(c.req.valid('json').refresh_token))
  })

  app.post('/v1/auth/logout', validate('json', RefreshToken), async (c) => {
    await directory.logout(c.req.valid('json').refresh_token)
    return c.body(null, 204)
  })

  app.post('/v1/auth/forgot', validate('json', Address), async (c) => {
    await directory.forgot(c.req.valid('json').email)
    return c.json(mailSent, 202)
  })

  app.post('/v1/auth/reset', validate('json', NewPassword), async (c) => {
    const { email, code, password } = c.req.valid('json')
    await directory.reset(email, code, password)
    return c.body(null, 204)
  })

  app.get('/v1/me', requireOwner, requireScope('account'), async (c) =>
    c.json(await directory.me(bearerToken(c.req.header('authorization')) ?? '')),
  )

  return app
}
