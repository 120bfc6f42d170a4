import { stageNames } from '../../lib/stages'
import { readHouse, statementsIn } from './support/house'

describe.each(stageNames)('accounts of %s', (stage) => {
  const house = readHouse(stage)
  const only = (type: string) => {
    const [one, ...more] = house.resources(type)
    if (!one || more.length > 0) throw new Error(`there is not one ${type}`)
    return one
  }
  const pool = () => only('AWS::Cognito::UserPool')
  const client = () => only('AWS::Cognito::UserPoolClient')

  it('have long passwords of several kinds of characters', () => {
    expect(pool().at('Policies.PasswordPolicy')).toEqual({
      MinimumLength: 12,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: false,
    })
  })

  it('are named by addresses, in upper and lower case', () => {
    expect(pool().at('UsernameAttributes')).toEqual(['email'])
    expect(pool().at('UsernameConfiguration.CaseSensitive')).toBe(false)
    expect(pool().at('AdminCreateUserConfig.AllowAdminCreateUserOnly')).toBe(true)
  })

  it('get codes from us alone: Cognito has nothing to verify by mail, and recovers no password', () => {
    expect(pool().at('AutoVerifiedAttributes')).toEqual([])
    expect(pool().at('AccountRecoverySetting.RecoveryMechanisms')).toEqual([{ Name: 'admin_only', Priority: 1 }])
  })

  it('get mails from the one sender there is', () => {
    expect(only('AWS::SES::EmailIdentity').at('EmailIdentity')).toBe(house.stage.mailSender)
    const senders = house
      .resources('AWS::IAM::Policy')
      .flatMap((policy) => statementsIn(policy.at('PolicyDocument')).map((statement) => ({ policy, statement })))
      .filter(({ statement }) => statement.Action.some((action) => action.startsWith('ses:')))
    expect(senders.map(({ policy, statement }) => [policy.room, statement.Action])).toEqual([
      ['auth', ['ses:SendEmail']],
      ['notifications', ['ses:SendEmail']],
    ])
    // In SES's sandbox the resource is the recipient's identity, too.
    for (const { statement } of senders)
      expect(statement.Condition).toEqual({ StringEquals: { 'ses:FromAddress': house.stage.mailSender } })
  })

  it('cannot be told from addresses that have none', () => {
    expect(client().at('PreventUserExistenceErrors')).toBe('ENABLED')
  })

  it('have sessions of short access tokens and rotating refresh tokens, which can be revoked', () => {
    expect(client().at('EnableTokenRevocation')).toBe(true)
    const minutes = { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' }
    expect(client().at('TokenValidityUnits')).toEqual(minutes)
    expect(client().at('AccessTokenValidity')).toBe(15)
    expect(client().at('RefreshTokenValidity')).toBe(30 * 24 * 60)
    expect(client().at('RefreshTokenRotation')).toEqual({ Feature: 'ENABLED', RetryGracePeriodSeconds: 30 })
  })

  it('are reached by a password through our API only, and refreshed by rotation only', () => {
    expect(client().at('ExplicitAuthFlows')).toEqual(['ALLOW_ADMIN_USER_PASSWORD_AUTH'])
    expect(client().at('AllowedOAuthFlows')).toBeUndefined()
    expect(client().at('GenerateSecret')).not.toBe(true)
  })

  it('are asked about at each request: the gateway keeps no answer of the authorizer', () => {
    const authorizer = only('AWS::ApiGatewayV2::Authorizer')
    expect(authorizer.at('AuthorizerResultTtlInSeconds')).toBe(0)
    expect(authorizer.at('IdentitySource')).toEqual([])
  })

  it('are removed long after the authorizer has stopped to let old tokens in', () => {
    const forget = house
      .resources('AWS::Lambda::EventSourceMapping')
      .find((mapping) =>
        String(house.follow(mapping, mapping.at('FunctionName'))?.at('FunctionName')).endsWith('-forget'),
      )
    const delay = forget && house.follow(forget, forget.at('EventSourceArn'))?.at('DelaySeconds')
    expect(delay).toBe(house.stage.accounts.closingDelay)
    if (stage !== 'local') expect(delay).toBeGreaterThanOrEqual(60)
  })

  /** The actions that a function of the auth room may take on the user pool and on the table. */
  const mayDo = (name: string) => {
    const fn = house
      .resources('AWS::Lambda::Function')
      .find((one) => one.at('FunctionName') === `audiolift-${stage}-auth-${name}`)
    const role = fn && house.follow(fn, fn.at('Role'))
    return house
      .resources('AWS::IAM::Policy')
      .filter((policy) => {
        const roles = policy.at('Roles')
        return Array.isArray(roles) && roles.some((one) => house.follow(policy, one) === role)
      })
      .flatMap((policy) => statementsIn(policy.at('PolicyDocument')))
      .flatMap(({ Action }) => Action)
      .filter(
        (action) =>
          /^(cognito-idp|dynamodb|ses|sns|sqs):/.test(action) &&
          !/Stream|Shard|Records|ReceiveMessage|DeleteMessage|ChangeMessage|GetQueue/.test(action),
      )
      .sort()
  }

  it('are accessible to functions with the permissions they need, and no more', () => {
    expect(mayDo('authorize')).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem'])
    expect(mayDo('close')).toEqual([
      'cognito-idp:AdminDeleteUser',
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminUserGlobalSignOut',
      'dynamodb:DeleteItem',
      'dynamodb:Query',
      'sns:Publish',
      // To its dead letters.
      'sqs:SendMessage',
    ])
    expect(mayDo('mail-code')).toEqual(['cognito-idp:AdminGetUser', 'dynamodb:PutItem', 'ses:SendEmail'])
    expect(mayDo('api')).toEqual([
      'cognito-idp:AdminConfirmSignUp',
      'cognito-idp:AdminCreateUser',
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminInitiateAuth',
      'cognito-idp:AdminSetUserPassword',
      'cognito-idp:AdminUpdateUserAttributes',
      'cognito-idp:AdminUserGlobalSignOut',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'sqs:SendMessage',
    ])
  })

  it('recognize requests through CloudFront by a key that CloudFront adds', () => {
    const distribution = only('AWS::CloudFront::Distribution')
    const origins = distribution.at('DistributionConfig.Origins')
    const headers = Array.isArray(origins) ? origins.flatMap((origin) => origin.OriginCustomHeaders ?? []) : []
    expect(headers).toEqual([{ HeaderName: 'audiolift-edge', HeaderValue: expect.anything() }])
  })
})
