import type { KeptCode, Purpose } from './codes'
import type { Credentials, Me, ProgramToken, Tokens } from './domain'
import type { Standing } from './standing'

/** A session of the user directory: whose, and the id that its access tokens carry (`origin_jti`). */
export interface SessionRef {
  readonly owner: string
  readonly session: string
}

/** What tells that a token is of a session: its id, or when it began. */
export type EndedSession = SessionRef & Pick<LivingSession, 'signedInAt'>

export interface LivingSession extends SessionRef {
  /** When it began, if the directory tells. Seconds since the epoch. */
  readonly signedInAt?: number
  readonly refreshToken: string
  /** When the last access token that it has got expires. Seconds since the epoch. */
  readonly expiresAt: number
}

export interface Account extends Me {
  /** Nobody gets into an account whose address is not confirmed. */
  readonly confirmed: boolean
}

/** The user directory. Every refusal is a Problem; none tells whether an address has an account. */
export interface Directory {
  /** Makes an account that waits to be confirmed. Nothing happens where the address has one. */
  signUp(credentials: Credentials): Promise<void>
  /** The address is its owner's. Nothing changes where that was known. @throws Problem `invalid-code` when the account is gone */
  confirm(owner: string): Promise<void>
  login(credentials: Credentials): Promise<Tokens>
  /** New tokens; the refresh token that was given is good for some seconds more, or for good where the directory does not rotate them. */
  refresh(refreshToken: string): Promise<Tokens>
  /** The session that a refresh token belongs to, and the token that it has now; undefined when it is over. */
  sessionOf(refreshToken: string): Promise<LivingSession | undefined>
  /** Revokes the refresh token. An invalid one is a success (RFC 7009, section 2.2). */
  revoke(refreshToken: string): Promise<void>
  /** Revokes all refresh tokens of a user. */
  revokeAll(owner: string): Promise<void>
  /**
   * Sets a password for a user who has shown that the address is theirs, which also confirms it. A password from before never opens the account.
   *
   * @throws Problem `invalid-code` when the account is gone, `invalid-request` for a weak password
   */
  reset(owner: string, password: string): Promise<void>
  changePassword(accessToken: string, password: string, newPassword: string): Promise<void>
  /** The account of a subject, or of an address; undefined when there is none. */
  find(who: string): Promise<Account | undefined>
  /** Nothing happens when it is gone. */
  remove(owner: string): Promise<void>
}

/** The room's table: what has been revoked, and the tokens for programs. Reads are strongly consistent. */
export interface AccountStore {
  standing(ref: EndedSession | { readonly owner: string }): Promise<Standing>
  /**
   * Ends a session: its access tokens are refused from now on, by the session's id and by the second of its sign-in, as Cognito nowhere says
   * that the id stays the same when refresh tokens rotate. @param until seconds since the epoch, when the last of them has expired
   */
  endSession(ref: EndedSession, until: number): Promise<void>
  /** Ends all sessions whose access tokens were issued before this second. */
  endSessionsBefore(owner: string, second: number): Promise<void>
  /** The account is closed: nothing opens it any more. Repeating it changes nothing. @param now milliseconds */
  close(owner: string, now: number): Promise<void>

  /**
   * Keeps a new token.
   *
   * @param signedInAt when the session that makes it began, in seconds since the epoch
   * @throws Problem `too-many-tokens`; `unauthenticated` when the account is closed, or its sessions were ended since then
   */
  addToken(token: ProgramToken, hash: string, signedInAt: number, now: number): Promise<void>
  /** Newest first. */
  tokens(owner: string): Promise<readonly ProgramToken[]>
  /** @returns whether there was one */
  removeToken(owner: string, id: string): Promise<boolean>
  removeTokens(owner: string): Promise<void>
  /** The token with this hash; it may have expired. */
  findToken(hash: string): Promise<ProgramToken | undefined>
  /** Notes the use. Nothing happens when the token is gone. @param now milliseconds */
  touchToken(token: ProgramToken, now: number): Promise<void>
}

/** The codes that were mailed, by address and purpose. Every call is atomic. */
export interface CodeStore {
  /** Keeps a code, in place of the one before. */
  put(email: string, purpose: Purpose, code: KeptCode): Promise<void>
  /**
   * Counts an attempt to enter the code.
   *
   * @param now milliseconds
   * @returns the code; undefined where there is none that may be tried: it has expired, or was tried `mostAttempts` times
   */
  attempt(email: string, purpose: Purpose, now: number): Promise<KeptCode | undefined>
  /** Takes this code away. @returns whether it was still there: of all who try it, for one */
  spend(email: string, purpose: Purpose, code: KeptCode): Promise<boolean>
  /** Removes all codes of an address. */
  remove(email: string): Promise<void>
}
