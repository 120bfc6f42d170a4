import {
  AdminConfirmSignUpCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  type AuthenticationResultType,
  ChangePasswordCommand,
  type CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
  SignUpCommand,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider'
import * as z from 'zod'
import { Problem } from '../../shared/errors'
import type { Tokens } from '../domain'
import type { Account, Directory } from '../ports'
import { invalidCode, sessionOver, wrongCredentials, wrongPassword } from '../refusals'
import { asProblem, problemOf, succeeds } from './cognito-errors'

export interface UserPool {
  readonly userPoolId: string
  readonly clientId: string
}

/** The user directory in a Cognito user pool whose user names are email addresses. */
export function cognitoDirectory(
  client: CognitoIdentityProviderClient,
  { userPoolId: UserPoolId, clientId: ClientId }: UserPool,
): Directory {
  /** @param Username an address, or the subject: Cognito finds a user by both */
  const find = async (Username: string): Promise<Account | undefined> => {
    try {
      const { UserAttributes = [], UserStatus } = await client.send(new AdminGetUserCommand({ UserPoolId, Username }))
      const attribute = (name: string) => UserAttributes.find(({ Name }) => Name === name)?.Value ?? ''
      return { id: attribute('sub'), email: attribute('email'), confirmed: UserStatus !== 'UNCONFIRMED' }
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined
      throw problemOf(error)
    }
  }

  const user = (owner: string) => ({ UserPoolId, Username: owner })

  /** @throws Problem `invalid-code` when the user no longer exists */
  const unlessGone = async (call: Promise<unknown>): Promise<void> => {
    if (!(await succeeds(call, ['UserNotFoundException']))) throw invalidCode()
  }

  /** Cognito sets this itself for its own codes only. It comes first: a user must not be able to sign in before the address is known to be theirs. */
  const noteVerified = (owner: string) =>
    unlessGone(
      client.send(
        new AdminUpdateUserAttributesCommand({
          ...user(owner),
          UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
        }),
      ),
    )

  /** Lets an account in. Cognito refuses it where it is confirmed already. */
  const open = async (owner: string): Promise<void> => {
    await succeeds(client.send(new AdminConfirmSignUpCommand(user(owner))), ['NotAuthorizedException'])
  }

  const refresh = async (refreshToken: string): Promise<Tokens> => {
    const { AuthenticationResult } = await asProblem(
      client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: refreshToken })),
      sessionOver,
    )
    return tokens(AuthenticationResult, refreshToken)
  }

  return {
    find,
    refresh,

    async signUp({ email, password }) {
      const command = new SignUpCommand({
        ClientId,
        Username: email,
        Password: password,
        UserAttributes: [{ Name: 'email', Value: email }],
      })
      await succeeds(client.send(command), ['UsernameExistsException'])
    },

    async confirm(owner) {
      await noteVerified(owner)
      await open(owner)
    },

    async login({ email, password }) {
      const { AuthenticationResult } = await asProblem(
        client.send(
          new InitiateAuthCommand({
            ClientId,
            AuthFlow: 'USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: email, PASSWORD: password },
          }),
        ),
        wrongCredentials,
      )
      return tokens(AuthenticationResult)
    },

    async sessionOf(refreshToken) {
      try {
        // A refresh token is opaque; the access token that it gives tells whose it is.
        const { access_token, refresh_token } = await refresh(refreshToken)
        const { sub, origin_jti, exp } = Claims.parse(decodeOwn(access_token))
        return { owner: sub, session: origin_jti, expiresAt: exp, refreshToken: refresh_token }
      } catch (error) {
        if (error instanceof Problem && error.code === 'unauthenticated') return undefined
        throw error
      }
    },

    async revoke(refreshToken) {
      const command = new RevokeTokenCommand({ ClientId, Token: refreshToken })
      await succeeds(client.send(command), ['InvalidParameterException', 'NotAuthorizedException'])
    },

    async revokeAll(owner) {
      const command = new AdminUserGlobalSignOutCommand({ UserPoolId, Username: owner })
      await succeeds(client.send(command), ['UserNotFoundException'])
    },

    async reset(owner, password) {
      await noteVerified(owner)
      await unlessGone(
        client.send(new AdminSetUserPasswordCommand({ ...user(owner), Password: password, Permanent: true })),
      )
      await open(owner)
    },

    async changePassword(accessToken, password, newPassword) {
      await asProblem(
        client.send(
          new ChangePasswordCommand({
            AccessToken: accessToken,
            PreviousPassword: password,
            ProposedPassword: newPassword,
          }),
        ),
        wrongPassword,
      )
    },

    async remove(owner) {
      await succeeds(client.send(new AdminDeleteUserCommand({ UserPoolId, Username: owner })), [
        'UserNotFoundException',
      ])
    },
  }
}

const Claims = z.object({ sub: z.guid(), origin_jti: z.string().min(1), exp: z.int() })

/** The claims of an access token that Cognito has just given us itself: there is nothing to verify. */
function decodeOwn(accessToken: string): unknown {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
}

/**
 * @param before the refresh token that was used. Cognito answers with the next one, as the client is set to rotate them; an emulator that
 * does not rotate answers with none, and the one before stays good.
 */
function tokens(result: AuthenticationResultType | undefined, before?: string): Tokens {
  const { AccessToken, RefreshToken = before, ExpiresIn } = result ?? {}
  // A challenge instead of tokens: none is configured on the pool.
  if (!AccessToken || !RefreshToken || !ExpiresIn) throw new Error('Cognito answered without tokens')
  return { access_token: AccessToken, token_type: 'Bearer', expires_in: ExpiresIn, refresh_token: RefreshToken }
}
