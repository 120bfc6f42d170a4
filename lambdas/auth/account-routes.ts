import type { MiddlewareHandler } from 'hono'
import { type HttpApp, type HttpEnv, requireOwner, requireScope, validate } from '../shared/http'
import type { Purpose } from './codes'
import type { AuthDeps } from './deps'
import { Address, bearerToken, Confirmation, NewAccount, NewPassword, PasswordChange } from './domain'
import { endSessions } from './end-sessions'
import { dropCookie, usesCookie } from './refresh-cookie'
import { sessionOver, signInAgain } from './refusals'
import { spendCode } from './spend-code'
import { forSubject, perClient } from './throttling'

const mailSent = { status: 'mail-sent' } as const

/** Seconds after a sign-in in which an account can be closed. */
const freshSignIn = 600

/** Opening an account, getting back into it, and leaving it. */
export function accountRoutes(app: HttpApp, deps: AuthDeps): void {
  const { directory, accounts, askForCode, now, log } = deps
  const evenly = takeAsLong(deps)
  const mailCode = (purpose: Purpose, email: string) => askForCode({ purpose, email, askedAt: now() })

  app.post('/v1/auth/signup', perClient(deps, 'signup'), validate('json', NewAccount), evenly, async (c) => {
    const account = c.req.valid('json')
    await forSubject(deps, 'signup', account.email)
    await directory.signUp(account)
    // A user who signed up before and lost the mail is waiting for another one.
    await mailCode('confirm', account.email)
    return c.json(mailSent, 202)
  })

  app.post('/v1/auth/resend', perClient(deps, 'resend'), validate('json', Address), evenly, async (c) => {
    const { email } = c.req.valid('json')
    await forSubject(deps, 'resend', email)
    await mailCode('confirm', email)
    return c.json(mailSent, 202)
  })

  app.post('/v1/auth/forgot', perClient(deps, 'forgot'), validate('json', Address), evenly, async (c) => {
    const { email } = c.req.valid('json')
    await forSubject(deps, 'forgot', email)
    await mailCode('reset', email)
    return c.json(mailSent, 202)
  })

  app.post('/v1/auth/confirm', perClient(deps, 'confirm'), validate('json', Confirmation), evenly, async (c) => {
    const { email, code } = c.req.valid('json')
    await forSubject(deps, 'confirm', email)
    await directory.confirm(await spendCode(deps, 'confirm', email, code))
    return c.body(null, 204)
  })

  app.post('/v1/auth/reset', perClient(deps, 'reset'), validate('json', NewPassword), evenly, async (c) => {
    const { email, code, password } = c.req.valid('json')
    await forSubject(deps, 'reset', email)
    const owner = await spendCode(deps, 'reset', email, code)
    await directory.reset(owner, password)
    // Anyone who knew the old password may have signed in with it and created a token.
    await endSessions(deps, owner)
    await accounts.removeTokens(owner)
    log.info('password reset', { owner })
    return c.body(null, 204)
  })

  const signedIn = [requireOwner, requireScope('account'), perClient(deps, 'account')] as const

  app.get('/v1/me', requireOwner, requireScope('account'), async (c) => {
    const me = await directory.find(c.get('owner'))
    if (!me) throw sessionOver()
    return c.json({ id: me.id, email: me.email })
  })

  app.post('/v1/me/password', ...signedIn, validate('json', PasswordChange), async (c) => {
    const { password, newPassword } = c.req.valid('json')
    const owner = c.get('owner')
    await forSubject(deps, 'account', owner)
    await directory.changePassword(bearerToken(c.req.header('authorization')) ?? '', password, newPassword)
    await endSessions(deps, owner)
    log.info('password changed', { owner })
    return c.body(null, 204)
  })

  app.delete('/v1/me', ...signedIn, async (c) => {
    const owner = c.get('owner')
    // A stolen access token must not be enough for what cannot be undone.
    if (c.get('signedInAt') < now() / 1000 - freshSignIn) throw signInAgain()
    // The one write that counts: the stream of the table does the rest, again and again until it is done.
    await accounts.close(owner, now())
    log.info('account closed', { owner })
    if (usesCookie(c)) dropCookie(c)
    return c.body(null, 204)
  })
}

/** Answers after a fixed time. Otherwise the time that Cognito takes, or that a correct code takes, would reveal whether there is an account. */
function takeAsLong({ now, pause, answerAfter }: AuthDeps): MiddlewareHandler<HttpEnv> {
  return async (_c, next) => {
    const start = now()
    await next()
    await pause(Math.max(0, start + answerAfter - now()))
  }
}
