import { createApp } from '../../lambdas/auth/app'
import type { Scope } from '../../lambdas/shared/scopes'
import { codeIn } from '../../local/account'
import { recordingLog } from './in-memory'
import { memoryAuth } from './memory-auth'
import { asOwner, caller, type ProblemBody } from './request'

export const email = 'ada@example.org'
export const password = 'Correct horse 1'

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

/** The auth room in memory. */
export function room() {
  const log = recordingLog()
  const auth = memoryAuth(log)
  const app = createApp(auth)
  const call = caller(app)
  const post = <T = ProblemBody>(verb: string, body: object, headers: Record<string, string> = {}) =>
    call<T>('POST', `/v1/auth/${verb}`, body, headers)
  /** As who has signed in just now. */
  const as = (owner: string, scopes?: readonly Scope[]) => {
    const { event } = asOwner(owner, undefined, scopes)
    const { lambda } = event.requestContext.authorizer
    const signedInAt = Math.floor(auth.clock.now / 1000)
    return (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
      app.request(
        path,
        {
          method,
          headers: { 'Content-Type': 'application/json', ...headers },
          ...(body && method !== 'GET' && { body: JSON.stringify(body) }),
        },
        { event: { requestContext: { authorizer: { lambda: { ...lambda, signedInAt } } } } },
      )
  }
  return { ...auth, log, app, call, post, as, lastCode: () => codeIn(auth.mails.at(-1)?.text ?? '') ?? '' }
}

/** The same, with Ada's account. */
export async function withAccount() {
  const made = room()
  await made.post('signup', { email, password })
  await made.post('confirm', { email, code: made.lastCode() })
  const owner = made.directory.ownerOf(email) ?? ''
  const login = async (headers: Record<string, string> = {}) => made.post<Tokens>('login', { email, password }, headers)
  return { ...made, owner, login, me: made.as(owner) }
}
