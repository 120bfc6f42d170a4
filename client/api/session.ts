import type { TokenResponse } from './types'

/** The tokens of a signed-in user. Either may be missing: a reloaded page has no access token any more. */
export interface Session {
  readonly accessToken?: string
  readonly refreshToken?: string
}

/**
 * Stands for a refresh token that is in the API's own cookie, where no script can read it: the browser sends it along. For pages of the
 * API's own origin.
 */
export const inCookie = 'in the cookie'

/** Where a client keeps its session. `write(undefined)` ends it. */
export interface SessionStore {
  read(): Session | undefined
  write(session: Session | undefined): void
}

/** A session that lives as long as the process. */
export function memorySession(initial?: Session): SessionStore {
  let session = initial
  return {
    read: () => session,
    write: (next) => {
      session = next
    },
  }
}

/** The session after a token response. A response without a refresh token leaves the old one valid (RFC 6749, section 6), or has set it in the cookie. */
export function sessionFrom(tokens: TokenResponse, before?: Session): Session {
  const refreshToken = tokens.refresh_token ?? before?.refreshToken
  return { accessToken: tokens.access_token, ...(refreshToken === undefined ? {} : { refreshToken }) }
}
