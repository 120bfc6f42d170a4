import { type App, Duration } from 'aws-cdk-lib'
import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2'
import {
  AccountRecovery,
  FeaturePlan,
  UserPool,
  type UserPoolClient,
  VerificationEmailStyle,
} from 'aws-cdk-lib/aws-cognito'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { AuthEnv, AuthorizerEnv } from '../../lambdas/auth/env'
import { acknowledge } from '../acknowledge'
import { discoverApi, serve } from '../gateway/routes'
import { RoomStack } from '../room-stack'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'

/** Accounts: the user pool, our API in front of it, and the authorizer that every private route asks. */
export class AuthStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'auth', 'accounts and the authorizer')

    const pool = this.userPool()
    const client = this.client(pool)
    const api = discoverApi(this)
    const authorizerId = this.authorizer(api.apiId, pool, client)
    this.publish({ 'user-pool-id': pool.userPoolId, 'user-pool-arn': pool.userPoolArn, 'authorizer-id': authorizerId })

    const fn = new ServiceFunction(this, 'api', { description: 'Sign-up, login and what belongs to an account' })
    fn.configure(AuthEnv, { clientId: client.userPoolClientId })
    serve(this, api, fn, ['/v1/auth'], { access: 'public' })
    serve(this, api, fn, ['/v1/me'], { access: 'private', authorizerId })
  }

  private userPool(): UserPool {
    const pool = new UserPool(this, 'users', {
      userPoolName: `audiolift-${this.config.name}`,
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: false,
      },
      userVerification: {
        emailStyle: VerificationEmailStyle.CODE,
        emailSubject: 'Your Audiolift code',
        emailBody: 'Welcome to Audiolift. Your code is {####}. If you did not ask for it, ignore this mail.',
      },
      removalPolicy: this.config.removal,
      deletionProtection: this.config.name === 'prod',
    })
    acknowledge(pool, {
      'AwsSolutions-COG1':
        'Twelve characters rather than eight and a symbol: length is what helps (NIST SP 800-63B, 3.1.1.2).',
      'AwsSolutions-COG2': 'What an account holds is gone after days; a second factor would keep people out of it.',
      'AwsSolutions-COG8': 'Threat protection costs per user; the API’s throttle and Cognito’s own lockout stay.',
    })
    return pool
  }

  private client(pool: UserPool): UserPoolClient {
    return pool.addClient('api', {
      // Passwords reach Cognito through our API only.
      authFlows: { userPassword: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
    })
  }

  private authorizer(apiId: string, pool: UserPool, client: UserPoolClient): string {
    const fn = new ServiceFunction(this, 'authorize', {
      description: 'Says who is calling',
      // The gateway waits for ten seconds.
      timeout: Duration.seconds(10),
    })
    fn.configure(AuthorizerEnv, {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      jwksUri: this.config.jwksUri(this.region, pool.userPoolId),
    })
    const authorizer = new CfnAuthorizer(this, 'authorizer', {
      apiId,
      name: 'access-token',
      authorizerType: 'REQUEST',
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: true,
      authorizerUri: `arn:${this.partition}:apigateway:${this.region}:lambda:path/2015-03-31/functions/${fn.functionArn}/invocations`,
      // Without an identity source the authorizer sees requests without a token, too, and our app can answer them with a problem document.
      identitySource: [],
      authorizerResultTtlInSeconds: 0,
    })
    fn.addPermission('gateway', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.formatArn({
        service: 'execute-api',
        resource: apiId,
        resourceName: `authorizers/${authorizer.attrAuthorizerId}`,
      }),
    })
    return authorizer.attrAuthorizerId
  }
}
