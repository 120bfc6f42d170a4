import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  type AuthenticationResultType,
  ChangePasswordCommand,
  type CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider'
import * as z from 'zod'
import { Problem } from '../../shared/errors'
import type { Me, Tokens } from '../domain'
import type { Directory } from '../ports'
import { invalidCode, sessionOver, wrongCredentials, wrongPassword } from '../refusals'
import { asProblem, hiddenRefusals, succeeds } from './cognito-errors'

export interface UserPool {
  readonly userPoolId: string
  readonly clientId: string
}

/** The user directory in a Cognito user pool whose user names are email addresses. */
export const cognitoDirectory = (
  client: CognitoIdentityProviderClient,
  { userPoolId: UserPoolId, clientId: ClientId }: UserPool,
): Directory => {
  /** Mails the code again. Cognito refuses it for a confirmed or unknown address, and our answer must not tell. */
  const resend = async (email: string): Promise<void> => {
    await succeeds(client.send(new ResendConfirmationCodeCommand({ ClientId, Username: email })), hiddenRefusals)
  }

  /** @param Username an address, or the subject: Cognito finds a user by both */
  const find = async (Username: string): Promise<Me | undefined> => {
    try {
      const { UserAttributes = [] } = await client.send(new AdminGetUserCommand({ UserPoolId, Username }))
      const attribute = (name: string) => UserAttributes.find(({ Name }) => Name === name)?.Value ?? ''
      return { id: attribute('sub'), email: attribute('email') }
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined
      throw error
    }
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
    resend,
    refresh,

    async signUp({ email, password }) {
      const command = new SignUpCommand({
        ClientId,
        Username: email,
        Password: password,
        UserAttributes: [{ Name: 'email', Value: email }],
      })
      const isNew = await succeeds(client.send(command), ['UsernameExistsException'])
      // Who signed up before and lost the mail is waiting for another one.
      if (!isNew) await resend(email)
    },

    async confirm(email, code) {
      await asProblem(
        client.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: code })),
        invalidCode,
      )
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

    async forgot(email) {
      await succeeds(client.send(new ForgotPasswordCommand({ ClientId, Username: email })), hiddenRefusals)
    },

    async reset(email, code, password) {
      await asProblem(
        client.send(
          new ConfirmForgotPasswordCommand({ ClientId, Username: email, ConfirmationCode: code, Password: password }),
        ),
        invalidCode,
      )
      const account = await find(email)
      // Removed in this very moment: then there is nothing to sign in to either.
      if (!account) throw invalidCode()
      return account.id
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
const decodeOwn = (accessToken: string): unknown =>
  JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())

/**
 * @param before the refresh token that was used. Cognito answers with the next one, as the client is set to rotate them; an emulator that
 * does not rotate answers with none, and the one before stays good.
 */
const tokens = (result: AuthenticationResultType | undefined, before?: string): Tokens => {
  const { AccessToken, RefreshToken = before, ExpiresIn } = result ?? {}
  // A challenge instead of tokens: none is configured on the pool.
  if (!AccessToken || !RefreshToken || !ExpiresIn) throw new Error('Cognito answered without tokens')
  return { access_token: AccessToken, token_type: 'Bearer', expires_in: ExpiresIn, refresh_token: RefreshToken }
}
