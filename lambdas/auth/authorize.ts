import { FetchError, JwksValidationError, JwtBaseError, JwtExpiredError } from 'aws-jwt-verify/error'
import type { Caller } from '../shared/http'
import type { Log } from '../shared/log'
import { everyScope, formatScopes } from '../shared/scopes'
import { bearerToken } from './domain'
import type { AccountStore } from './ports'
import { hashOfToken, isProgramToken } from './program-token'
import { type AccessClaims, isRevoked } from './standing'
import type { Verdicts } from './verdicts'

/** Verifies an access token. @throws JwtBaseError for a token that is not valid. */
export type Verify = (token: string) => Promise<AccessClaims>

export interface AuthorizeDeps {
  readonly verify: Verify
  readonly accounts: Pick<AccountStore, 'standing' | 'findToken' | 'touchToken'>
  readonly verdicts: Verdicts
  readonly now: () => number
  readonly log: Log
}

/**
 * Who is calling. A refusal is part of the answer, not an error: the room's app turns it into a problem document, which the
 * gateway itself cannot write. Without `owner` every route that needs one is closed.
 */
export async function authorize(header: string | undefined, deps: AuthorizeDeps): Promise<Caller> {
  if (!header) return { denied: 'This needs an access token: sign in first.' }
  const token = bearerToken(header)
  if (!token) return { denied: 'The Authorization header must be “Bearer” and an access token.' }
  const hash = hashOfToken(token)
  const known = deps.verdicts.get(hash, deps.now())
  if (known) return known
  const { caller, expiresAt } = await (token.startsWith('alft_') ? program(token, hash, deps) : session(token, deps))
  if (caller.owner) deps.verdicts.keep(hash, caller, deps.now(), expiresAt)
  return caller
}

interface Finding {
  readonly caller: Caller
  /** Of the token, in milliseconds. */
  readonly expiresAt: number
}

function refused(denied: string): Finding {
  return { caller: { denied }, expiresAt: 0 }
}

/** A token of somebody who has signed in. */
async function session(token: string, { verify, accounts }: AuthorizeDeps): Promise<Finding> {
  let claims: AccessClaims
  try {
    claims = await verify(token)
  } catch (error) {
    // Keys that cannot be fetched are our fault, not the token's.
    if (!(error instanceof JwtBaseError) || error instanceof FetchError || error instanceof JwksValidationError)
      throw error
    return refused(
      error instanceof JwtExpiredError
        ? 'The access token has expired: refresh it or sign in again.'
        : 'The access token is not valid: sign in again.',
    )
  }
  if (isRevoked(claims, await accounts.standing(claims))) return refused('The session has ended: please sign in again.')
  const { owner, signedInAt, expiresAt } = claims
  return { caller: { owner, scope: formatScopes(everyScope), signedInAt }, expiresAt: expiresAt * 1000 }
}

/** A token for programs. */
async function program(token: string, hash: string, { accounts, now, log }: AuthorizeDeps): Promise<Finding> {
  const found = isProgramToken(token) ? await accounts.findToken(hash) : undefined
  if (!found || (await accounts.standing({ owner: found.owner })).closed)
    return refused('The token is not valid: it was revoked, or never existed.')
  if (found.expiresAt <= now()) return refused('The token has expired: create a new one.')
  try {
    await accounts.touchToken(found, now())
  } catch (error) {
    // The note of the last use is for people to look at; nobody is refused for it.
    log.warn('last use of a token not noted', { owner: found.owner, error })
  }
  return { caller: { owner: found.owner, scope: formatScopes(found.scopes) }, expiresAt: found.expiresAt }
}
