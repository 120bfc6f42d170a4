import { Problem } from '../shared/errors'

export const sessionOver = () => new Problem('unauthenticated', 'The session has ended: please sign in again.')
export const accountClosed = () => new Problem('unauthenticated', 'The account is closed.')
/** One sentence for all of it: a difference would tell whether the address has an account. */
export const wrongCredentials = () =>
  new Problem('wrong-credentials', 'The email address or the password is wrong, or the address is not confirmed yet.')
export const wrongPassword = () => new Problem('wrong-credentials', 'The current password is wrong.')
export const invalidCode = () =>
  new Problem('invalid-code', 'That code is wrong or expired. Check it, or request a new one.')
export const tooManyTokens = (limit: number) =>
  new Problem('too-many-tokens', `An account may have ${limit} tokens. Remove one that you do not need any more.`)
export const signInAgain = () =>
  new Problem('sign-in-again', 'This needs a fresh sign-in: sign in again and repeat it within ten minutes.')
