import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  type AuthenticationResultType,
  ChangePasswordCommand,
  type CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  RevokeTokenCommand,
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
      const confirmed = UserStatus !== 'UNCONFIRMED' && attribute('email_verified') === 'true'
      return { id: attribute('sub'), email: attribute('email'), confirmed }
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

  const setPassword = (who: string, Password: string) =>
    client.send(new AdminSetUserPasswordCommand({ ...user(who), Password, Permanent: true }))

  /** From here on the password opens the account (`login`). */
  const noteVerified = (owner: string) =>
    unlessGone(
      client.send(
        new AdminUpdateUserAttributesCommand({
          ...user(owner),
          UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
        }),
      ),
    )

  /** An account from before 0044 waits in this way, too. Cognito refuses it for all others. */
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
      const create = new AdminCreateUserCommand({
        UserPoolId,
        Username: email,
        TemporaryPassword: password,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'false' },
        ],
      })
      if (!(await succeeds(client.send(create), ['UsernameExistsException']))) return
      await setPassword(email, password)
    },

    async confirm(owner) {
      await noteVerified(owner)
      await open(owner)
    },

    async login({ email, password }) {
      const { AuthenticationResult, ChallengeName } = await asProblem(
        client.send(
          new AdminInitiateAuthCommand({
            UserPoolId,
            ClientId,
            AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: email, PASSWORD: password },
          }),
        ),
        wrongCredentials,
      )
      // A sign-up that was cut off in between left a password that only a code can replace.
      if (ChallengeName === 'NEW_PASSWORD_REQUIRED') throw wrongCredentials()
      const given = tokens(AuthenticationResult)
      // Cognito lets in a user who knows the password. What it gave before the address was proven never leaves this function.
      if (!isVerified(AuthenticationResult?.IdToken)) throw wrongCredentials()
      return given
    },

    async sessionOf(refreshToken) {
      try {
        // A refresh token is opaque; the access token that it gives tells whose it is.
        const { access_token, refresh_token } = await refresh(refreshToken)
        const { sub, origin_jti, auth_time, iat, exp } = Claims.parse(decodeOwn(access_token))
        return {
          owner: sub,
          session: origin_jti,
          // An emulator takes each refresh for a sign-in: then this tells nothing.
          ...(auth_time < iat && { signedInAt: auth_time }),
          expiresAt: exp,
          refreshToken: refresh_token,
        }
      } catch (error) {
        if (error instanceof Problem && error.code === 'unauthenticated') return undefined
        throw error
      }
    },

    async revoke(refreshToken) {
      const command = new RevokeTokenCommand({ ClientId, Token: refreshToken })
      await succeeds(client.send(command), [
        'InvalidParameterException',
        'NotAuthorizedException',
        'UnauthorizedException',
        'UnsupportedTokenTypeException',
      ])
    },

    async revokeAll(owner) {
      const command = new AdminUserGlobalSignOutCommand({ UserPoolId, Username: owner })
      await succeeds(client.send(command), ['UserNotFoundException'])
    },

    async reset(owner, password) {
      // In this order: a password that a stranger signed up with never opens the account.
      await unlessGone(setPassword(owner, password))
      await noteVerified(owner)
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

const Claims = z.object({
  sub: z.guid(),
  origin_jti: z.string().min(1),
  auth_time: z.int(),
  iat: z.int(),
  exp: z.int(),
})

const IdClaims = z.object({ email_verified: z.boolean() })

/** Whether the address was proven when this ID token was made. */
function isVerified(idToken: string | undefined): boolean {
  const claims = IdClaims.safeParse(idToken && decodeOwn(idToken))
  return claims.success && claims.data.email_verified
}

/** The claims of a token that Cognito has just given us itself: there is nothing to verify. */
function decodeOwn(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
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
