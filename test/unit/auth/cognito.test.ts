import {
  type CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { problemOf } from '../../../lambdas/auth/aws/cognito-errors'
import { cognitoDirectory } from '../../../lambdas/auth/aws/directory'
import { Problem } from '../../../lambdas/shared/errors'
import { ada } from '../../support/jobs'

function refused(name: string) {
  return new CognitoIdentityProviderServiceException({ name, message: name, $fault: 'client', $metadata: {} })
}

/** A user pool that answers every call the same. */
function directoryThat(send: (command: object) => Promise<unknown>) {
  return cognitoDirectory({ send } as unknown as CognitoIdentityProviderClient, {
    userPoolId: 'pool',
    clientId: 'client-id',
  })
}

function directoryRefusing(name: string) {
  return directoryThat(() => Promise.reject(refused(name)))
}

function jwtOf(claims: object) {
  return ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'x'].join('.')
}

function ownRefusal() {
  return new Problem('wrong-credentials', 'No.')
}

describe('Cognito’s refusals in our words', () => {
  it.each([
    ['InvalidPasswordException', 'invalid-request'],
    ['UserNotConfirmedException', 'wrong-credentials'],
    ['TooManyRequestsException', 'too-many-requests'],
    ['LimitExceededException', 'wrong-credentials'],
    ['RefreshTokenReuseException', 'wrong-credentials'],
    ['NotAuthorizedException', 'wrong-credentials'],
    ['UserNotFoundException', 'wrong-credentials'],
    ['PasswordResetRequiredException', 'wrong-credentials'],
    ['InvalidParameterException', 'wrong-credentials'],
  ])('%s → %s', (name, code) => {
    expect(problemOf(refused(name), ownRefusal)).toMatchObject({ name: 'Problem', code })
  })

  it('say so of a search, too, when Cognito has too much to do', async () => {
    const search = directoryRefusing('TooManyRequestsException').find(ada)
    await expect(search).rejects.toMatchObject({ name: 'Problem', code: 'too-many-requests' })
  })

  it('what is our fault stays an error', () => {
    for (const error of [refused('ResourceNotFoundException'), refused('InternalErrorException'), new Error('away')])
      expect(problemOf(error, ownRefusal)).toBe(error)
  })

  it('what depends on the account stays an error where no refusal was foreseen', () => {
    const error = refused('NotAuthorizedException')
    expect(problemOf(error)).toBe(error)
  })
})

describe('the directory', () => {
  const email = 'ada@example.org'

  it('says nothing of an address that has an account already', async () => {
    await expect(directoryRefusing('UsernameExistsException').signUp({ email, password: 'x' })).resolves.toBe(undefined)
  })

  it('does not tell whether there is an account', async () => {
    for (const name of ['UserNotFoundException', 'NotAuthorizedException', 'UserNotConfirmedException'])
      await expect(directoryRefusing(name).login({ email, password: 'x' })).rejects.toMatchObject({
        code: 'wrong-credentials',
      })
  })

  it('takes the end of a session that is over for a success', async () => {
    for (const name of ['NotAuthorizedException', 'UnauthorizedException', 'UnsupportedTokenTypeException'])
      await expect(directoryRefusing(name).revoke('x')).resolves.toBe(undefined)
  })

  it('says that a session has ended', async () => {
    await expect(directoryRefusing('NotAuthorizedException').refresh('x')).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(await directoryRefusing('RefreshTokenReuseException').sessionOf('x')).toBe(undefined)
  })

  /** A user pool that notes what it is told, and refuses some of it. */
  const directoryThatTells = (refusals: Readonly<Record<string, string>> = {}) => {
    const told: object[] = []
    const directory = directoryThat(async (command) => {
      const { name } = command.constructor
      if (refusals[name]) throw refused(refusals[name])
      if ('input' in command) told.push({ [name]: command.input })
    })
    return { told, directory }
  }
  const user = { UserPoolId: 'pool', Username: ada }
  const verified = {
    AdminUpdateUserAttributesCommand: { ...user, UserAttributes: [{ Name: 'email_verified', Value: 'true' }] },
  }

  it('notes that an address is verified before it lets the account in', async () => {
    const { told, directory } = directoryThatTells()
    await directory.confirm(ada)
    expect(told).toEqual([verified, { AdminConfirmSignUpCommand: user }])
  })

  it('lets a forgotten account in with the new password only', async () => {
    const { told, directory } = directoryThatTells()
    await directory.reset(ada, 'Another horse 2')
    expect(told).toEqual([
      { AdminSetUserPasswordCommand: { ...user, Password: 'Another horse 2', Permanent: true } },
      verified,
      { AdminConfirmSignUpCommand: user },
    ])
  })

  it('takes a second confirmation for a success', async () => {
    const { directory } = directoryThatTells({ AdminConfirmSignUpCommand: 'NotAuthorizedException' })
    await expect(directory.confirm(ada)).resolves.toBe(undefined)
    await expect(directory.reset(ada, 'Another horse 2')).resolves.toBe(undefined)
  })

  it('calls the code of an account that has gone a wrong one', async () => {
    const gone = directoryRefusing('UserNotFoundException')
    await expect(gone.confirm(ada)).rejects.toMatchObject({ code: 'invalid-code' })
    await expect(gone.reset(ada, 'x')).rejects.toMatchObject({ code: 'invalid-code' })
  })

  it('says that the pool finds a password too weak', async () => {
    const { directory } = directoryThatTells({ AdminSetUserPasswordCommand: 'InvalidPasswordException' })
    await expect(directory.reset(ada, 'x')).rejects.toMatchObject({ code: 'invalid-request' })
  })

  it.each([
    ['UNCONFIRMED', 'true', false],
    ['CONFIRMED', 'true', true],
    ['CONFIRMED', 'false', false],
    ['FORCE_CHANGE_PASSWORD', 'false', false],
  ])('finds an account that is %s, with an address verified: %s', async (UserStatus, Value, confirmed) => {
    const UserAttributes = [
      { Name: 'sub', Value: ada },
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value },
    ]
    const directory = directoryThat(async () => ({ UserAttributes, UserStatus }))
    expect(await directory.find(email)).toEqual({ id: ada, email, confirmed })
  })

  it.each([
    ['the next refresh token, where Cognito rotates them', { RefreshToken: 'r2' }, 'r2'],
    ['the one before, where an emulator does not', {}, 'r'],
  ])('answers a refresh with %s', async (_case, result, refresh_token) => {
    const sent: object[] = []
    const directory = directoryThat(async (command) => {
      sent.push(command)
      return { AuthenticationResult: { AccessToken: 'a', ExpiresIn: 900, ...result } }
    })
    expect(await directory.refresh('r')).toEqual({
      access_token: 'a',
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token,
    })
    expect(sent).toEqual([expect.any(GetTokensFromRefreshTokenCommand)])
  })

  it('finds out by a refresh which session a refresh token belongs to', async () => {
    const claims = {
      sub: ada,
      origin_jti: 'session-1',
      auth_time: 1_799_990_000,
      iat: 1_800_000_000,
      exp: 1_800_000_900,
    }
    const AccessToken = jwtOf(claims)
    const directory = directoryThat(async () => ({
      AuthenticationResult: { AccessToken, ExpiresIn: 900, RefreshToken: 'r2' },
    }))
    expect(await directory.sessionOf('r')).toEqual({
      owner: ada,
      session: 'session-1',
      signedInAt: 1_799_990_000,
      expiresAt: 1_800_000_900,
      refreshToken: 'r2',
    })
  })

  it('lets nobody in before the address is proven, nor with a password that was not set for good', async () => {
    const given = { AccessToken: 'a', RefreshToken: 'r', ExpiresIn: 900 }
    const loginWith = (answer: object) => directoryThat(async () => answer).login({ email, password: 'x' })
    const withId = (claims: object) => ({ AuthenticationResult: { ...given, IdToken: jwtOf(claims) } })
    expect(await loginWith(withId({ email_verified: true }))).toMatchObject({ access_token: 'a' })
    for (const answer of [
      withId({ email_verified: false }),
      withId({}),
      { AuthenticationResult: given },
      { ChallengeName: 'NEW_PASSWORD_REQUIRED' },
    ])
      await expect(loginWith(answer)).rejects.toMatchObject({ code: 'wrong-credentials' })
  })

  it('makes an account that has its password, and an address that is not proven', async () => {
    const { told, directory } = directoryThatTells()
    await directory.signUp({ email, password: 'Correct horse 1' })
    expect(told).toMatchObject([
      {
        AdminCreateUserCommand: {
          MessageAction: 'SUPPRESS',
          UserAttributes: [{}, { Name: 'email_verified', Value: 'false' }],
        },
      },
      { AdminSetUserPasswordCommand: { Username: email, Password: 'Correct horse 1', Permanent: true } },
    ])
  })

  it('leaves the password of an account alone that is there already', async () => {
    const { told, directory } = directoryThatTells({ AdminCreateUserCommand: 'UsernameExistsException' })
    await directory.signUp({ email, password: 'Correct horse 1' })
    expect(told).toEqual([])
  })

  it('takes an answer without tokens for an error', async () => {
    const directory = directoryThat(async () => ({ ChallengeName: 'SMS_MFA' }))
    await expect(directory.login({ email, password: 'x' })).rejects.toThrow('without tokens')
  })
})
