import {
  AdminGetUserCommand,
  type CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider'
import type { NotifyDeps } from './notify'

/** The address is looked up when it is needed, so that a change takes effect; only a verified one is used. */
export function cognitoAddressOf(client: CognitoIdentityProviderClient, UserPoolId: string): NotifyDeps['addressOf'] {
  return async (owner) => {
    try {
      const { UserAttributes = [], UserStatus } = await client.send(
        new AdminGetUserCommand({ UserPoolId, Username: owner }),
      )
      const attributes = new Map(UserAttributes.map(({ Name, Value }) => [Name, Value]))
      return isVerified(UserStatus, attributes.get('email_verified')) ? attributes.get('email') : undefined
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined
      throw error
    }
  }
}

/**
 * Cognito sets `email_verified` when the mailed code is entered, and resets it when the address changes. An emulator may
 * leave it out, so a confirmed account counts as verified unless `email_verified` says otherwise.
 */
function isVerified(status: string | undefined, note: string | undefined): boolean {
  return status === 'CONFIRMED' && note !== 'false'
}
