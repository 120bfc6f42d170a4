import {
  type AuthenticationResultType,
  type CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { Problem } from '../shared/errors'
import type { Directory } from './app'
import { type Tokens, weakPassword } from './domain'

/** The user directory in a Cognito user pool whose user names are email addresses. */
export const cognitoDirectory = (client: CognitoIdentityProviderClient, ClientId: string): Directory => ({
  async signUp({ email, password }) {
    const command = new SignUpCommand({
      ClientId,
      Username: email,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: email }],
    })
    const isNew = await succeeds(client.send(command), ['UsernameExistsException'])
    // Who signed up before and lost the mail is waiting for another one.
    if (!isNew) await resend(client, ClientId, email)
  },

  async confirm(email, code) {
    await asProblem(
      client.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: code })),
      invalidCode,
    )
  },

  resend: (email) => resend(client, ClientId, email),

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

  async refresh(refreshToken) {
    const { AuthenticationResult } = await asProblem(
      client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN: refreshToken },
        }),
      ),
      () => new Problem('unauthenticated', 'The session has ended: please sign in again.'),
    )
    return tokens({ RefreshToken: refreshToken, ...AuthenticationResult })
  },

  async logout(refreshToken) {
    // RFC 7009, section 2.2: revoking a token that is none is a success.
    const command = new RevokeTokenCommand({ ClientId, Token: refreshToken })
    await succeeds(client.send(command), ['InvalidParameterException', 'NotAuthorizedException'])
  },

  async forgot(email) {
    const command = new ForgotPasswordCommand({ ClientId, Username: email })
    await succeeds(client.send(command), ['UserNotFoundException', 'InvalidParameterException'])
  },

  async reset(email, code, password) {
    await asProblem(
      client.send(
        new ConfirmForgotPasswordCommand({ ClientId, Username: email, ConfirmationCode: code, Password: password }),
      ),
      invalidCode,
    )
  },

  async me(accessToken) {
    const { UserAttributes = [] } = await asProblem(
      client.send(new GetUserCommand({ AccessToken: accessToken })),
      () => new Problem('unauthenticated', 'The session has ended: please sign in again.'),
    )
    const attribute = (name: string) => UserAttributes.find(({ Name }) => Name === name)?.Value ?? ''
    return { id: attribute('sub'), email: attribute('email') }
  },
})

const invalidCode = () => new Problem('invalid-code', 'The code is wrong or has expired. Ask for a new one.')
const wrongCredentials = () => new Problem('wrong-credentials', 'The email address or the password is wrong.')

/** Mails the code again; Cognito refuses it for a confirmed or unknown address, and our answer must not. */
const resend = async (client: CognitoIdentityProviderClient, ClientId: string, email: string): Promise<void> => {
  const command = new ResendConfirmationCodeCommand({ ClientId, Username: email })
  await succeeds(client.send(command), ['UserNotFoundException', 'InvalidParameterException'])
}

/** Waits for a call: true when it went through, false when it met one of the named refusals; others become problems. */
const succeeds = async (call: Promise<unknown>, names: readonly string[]): Promise<boolean> => {
  try {
    await call
    return true
  } catch (error) {
    if (!(error instanceof CognitoIdentityProviderServiceException && names.includes(error.name)))
      throw problemOf(error)
    return false
  }
}

/** @param refusal what a refusal that depends on the account or the code is to be called */
const asProblem = async <T>(call: Promise<T>, refusal: () => Problem): Promise<T> => {
  try {
    return await call
  } catch (error) {
    throw problemOf(error, refusal)
  }
}

/** Cognito's refusals in our words; what is our fault stays an error. */
export const problemOf = (error: unknown, refusal?: () => Problem): unknown => {
  if (!(error instanceof CognitoIdentityProviderServiceException)) return error
  switch (error.name) {
    case 'InvalidPasswordException':
      return new Problem('invalid-request', `password: ${weakPassword}`, [{ field: 'password', message: weakPassword }])
    case 'UserNotConfirmedException':
      return new Problem(
        'not-confirmed',
        'Please confirm your email address first, with the code that was mailed to you.',
      )
    case 'TooManyRequestsException':
    case 'LimitExceededException':
    case 'TooManyFailedAttemptsException':
      return new Problem('too-many-requests', 'Too many attempts. Please wait a few minutes and try again.')
    case 'CodeMismatchException':
    case 'ExpiredCodeException':
    case 'NotAuthorizedException':
    case 'UserNotFoundException':
    case 'PasswordResetRequiredException':
    case 'InvalidParameterException':
      return refusal?.() ?? error
    default:
      return error
  }
}

const tokens = (result: AuthenticationResultType | undefined): Tokens => {
  const { AccessToken, RefreshToken, ExpiresIn } = result ?? {}
  // A challenge instead of tokens: none is configured on the pool.
  if (!AccessToken || !RefreshToken || !ExpiresIn) throw new Error('Cognito answered without tokens')
  return { access_token: AccessToken, token_type: 'Bearer', expires_in: ExpiresIn, refresh_token: RefreshToken }
}
