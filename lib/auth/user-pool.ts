import { Duration } from 'aws-cdk-lib'
import { AccountRecovery, FeaturePlan, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { leastPasswordLength } from '../../protocol/limits'
import { acknowledge } from '../acknowledge'
import type { RoomStack } from '../room-stack'

/** Accounts: user names are addresses. Cognito mails nothing: it has nothing to verify by itself, and recovers nothing. The codes are ours. */
export function createUserPool(stack: RoomStack): UserPool {
  const { config } = stack
  const pool = new UserPool(stack, 'users', {
    userPoolName: `audiolift-${config.name}`,
    // Only our API makes accounts: who may sign up is decided there (0044).
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    autoVerify: { email: false },
    accountRecovery: AccountRecovery.NONE,
    featurePlan: FeaturePlan.ESSENTIALS,
    passwordPolicy: {
      minLength: leastPasswordLength,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: false,
    },
    removalPolicy: config.removal,
    deletionProtection: config.protect,
  })
  acknowledge(pool, {
    'AwsSolutions-COG1':
      'Twelve characters rather than eight and a symbol: length is what helps (NIST SP 800-63B, 3.1.1.2).',
    'AwsSolutions-COG2': 'What an account holds is gone after days; a second factor would keep people out of it.',
    'AwsSolutions-COG8':
      'Threat protection costs per user; our throttles per address and client, and Cognito’s own lockout, stay.',
  })
  return pool
}

/** Our API, the pool's one client: passwords reach Cognito through it only. */
export function addApiClient(pool: UserPool): UserPoolClient {
  return pool.addClient('api', {
    // The only flow needs AWS credentials: no password can be tried past our API.
    authFlows: { adminUserPassword: true },
    disableOAuth: true,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.minutes(15),
    idTokenValidity: Duration.minutes(15),
    refreshTokenValidity: Duration.days(30),
    // A refresh token works once; for so long it works again, for a client that did not get the answer. At most a minute (RefreshTokenRotationType).
    refreshTokenRotationGracePeriod: Duration.seconds(30),
  })
}
