import { CognitoIdentityProviderServiceException } from '@aws-sdk/client-cognito-identity-provider'
import { invalidField, Problem } from '../../shared/errors'
import { weakPassword } from '../domain'

/** Waits for a call: true when it went through, false when it met one of the named refusals; others become problems. */
export async function succeeds(call: Promise<unknown>, names: readonly string[]): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    if (!(error instanceof CognitoIdentityProviderServiceException && names.includes(error.name)))
      throw problemOf(error)
    return false
  }
}

/** @param refusal what a refusal that depends on the account is to be called */
export async function asProblem<T>(call: Promise<T>, refusal: () => Problem): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw problemOf(error, refusal)
  }
}

/** Cognito's refusals in our words; what is our fault stays an error. */
export function problemOf(error: unknown, refusal?: () => Problem): unknown {
  if (!(error instanceof CognitoIdentityProviderServiceException)) return error
  switch (error.name) {
    case 'InvalidPasswordException':
      return invalidField({ field: 'password', code: 'weak-password', message: weakPassword })
    case 'TooManyRequestsException':
      return new Problem('too-many-requests', 'Too many attempts. Please wait a few minutes and try again.')
    // Only an existing account can have had too many attempts, or be unconfirmed.
    case 'LimitExceededException':
    case 'UserNotConfirmedException':
    case 'NotAuthorizedException':
    case 'UserNotFoundException':
    case 'PasswordResetRequiredException':
    case 'InvalidParameterException':
    case 'RefreshTokenReuseException':
      return refusal?.() ?? error
    default:
      return error
  }
}
