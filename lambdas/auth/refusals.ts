import { Problem } from '../shared/errors'

export function sessionOver() {
  return new Problem('unauthenticated', 'The session has ended: please sign in again.')
}

export function accountClosed() {
  return new Problem('unauthenticated', 'The account is closed.')
}

/** One sentence for all of it: a difference would tell whether the address has an account. */
export function wrongCredentials() {
  return new Problem(
    'wrong-credentials',
    'The email address or the password is wrong, or the address is not confirmed yet.',
  )
}

export function wrongPassword() {
  return new Problem('wrong-credentials', 'The current password is wrong.')
}

export function invalidCode() {
  return new Problem('invalid-code', 'That code is wrong or expired. Check it, or request a new one.')
}

export function tooManyTokens(limit: number) {
  return new Problem('too-many-tokens', `An account may have ${limit} tokens. Revoke one that you no longer need.`)
}

export function signInAgain() {
  return new Problem('sign-in-again', 'This needs a fresh sign-in: sign in again and repeat it within ten minutes.')
}
