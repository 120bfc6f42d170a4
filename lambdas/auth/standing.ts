/** What the room's table says about the holder of a token. */
export interface Standing {
  /** The account was closed. */
  readonly closed: boolean
  /** Access tokens issued before this second are revoked. */
  readonly endedBefore: number
  /** The session was ended by itself. */
  readonly ended: boolean
}

/** What a valid access token says. Times in seconds since the epoch, as in RFC 7519, section 2. */
export interface AccessClaims {
  readonly owner: string
  /** Cognito's `origin_jti`: the same in all tokens that descend from one sign-in. */
  readonly session: string
  readonly issuedAt: number
  readonly expiresAt: number
  /** When a password was last given for this session. */
  readonly signedInAt: number
}

/** Whether a valid access token counts no more. */
export function isRevoked({ issuedAt }: AccessClaims, { closed, ended, endedBefore }: Standing): boolean {
  return closed || ended || issuedAt < endedBefore
}

/**
 * The second before which all tokens are revoked, so that none issued until `now` stays valid. Tokens only carry the second in which they
 * were issued, so the current second counts as over. The next sign-in must come after it. @param now milliseconds
 */
export function endOfSecond(now: number): number {
  return Math.floor(now / 1000) + 1
}
