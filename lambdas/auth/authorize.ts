import { FetchError, JwksValidationError, JwtBaseError, JwtExpiredError } from 'aws-jwt-verify/error'
import type { Caller } from '../shared/http'
import { everyScope, formatScopes } from '../shared/scopes'
import { bearerToken } from './domain'

/** Verifies an access token and names its subject. @throws JwtBaseError for a token that is not valid. */
export type Verify = (token: string) => Promise<string>

/**
 * Who is calling. A refusal is part of the answer, not an error: the room's app turns it into a problem document, which the
 * gateway itself cannot write. Without `owner` every route that needs one is closed.
 */
export const authorize = async (header: string | undefined, verify: Verify): Promise<Caller> => {
  if (!header) return { denied: 'This needs an access token: sign in first.' }
  const token = bearerToken(header)
  if (!token) return { denied: 'The Authorization header must be “Bearer” and an access token.' }
  try {
    return { owner: await verify(token), scope: formatScopes(everyScope) }
  } catch (error) {
    // Keys that cannot be fetched are our fault, not the token's.
    if (!(error instanceof JwtBaseError) || error instanceof FetchError || error instanceof JwksValidationError)
      throw error
    return {
      denied:
        error instanceof JwtExpiredError
          ? 'The access token has expired: refresh it or sign in again.'
          : 'The access token is not valid: sign in again.',
    }
  }
}
