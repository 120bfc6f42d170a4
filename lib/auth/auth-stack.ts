import { type App, Duration } from 'aws-cdk-lib'
import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2'
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { FilterRule } from 'aws-cdk-lib/aws-lambda'
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { AuthEnv, AuthorizerEnv, CloseEnv, type DirectoryEnv, MailCodeEnv } from '../../lambdas/auth/env'
import { discoverApi, serve } from '../gateway/routes'
import { allowMailFrom, allowRows, allowSending, consume } from '../grants'
import { queueWithDeadLetters } from '../queue-with-dead-letters'
import { RoomStack } from '../room-stack'
import { RoomTable } from '../room-table'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'
import { addApiClient, createUserPool } from './user-pool'

type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query'
type PoolAction =
  | 'AdminConfirmSignUp'
  | 'AdminCreateUser'
  | 'AdminDeleteUser'
  | 'AdminGetUser'
  | 'AdminInitiateAuth'
  | 'AdminSetUserPassword'
  | 'AdminUpdateUserAttributes'
  | 'AdminUserGlobalSignOut'

interface Access {
  readonly table: readonly TableAction[]
  /** Patterns of the partition keys that it may write; without them, all. */
  readonly writes?: readonly string[]
  readonly pool?: readonly PoolAction[]
}

/** Accounts: the user pool, our API in front of it, tokens for programs, and the authorizer that every private route asks. */
export class AuthStack extends RoomStack {
  private readonly pool: UserPool
  private readonly client: UserPoolClient
  private readonly table: RoomTable

  constructor(app: App, config: Stage) {
    super(app, config, 'auth', 'accounts and the authorizer')

    this.pool = createUserPool(this)
    this.client = addApiClient(this.pool)
    this.table = new RoomTable(this)
    const api = discoverApi(this)
    const authorizerId = this.authorizer(api.apiId)
    const events = new Topic(this, 'account-events', { displayName: 'Audiolift account events', enforceSSL: true })
    this.closings(events)
    const codeRequests = this.codes()
    this.publish({
      'user-pool-id': this.pool.userPoolId,
      'user-pool-arn': this.pool.userPoolArn,
      'authorizer-id': authorizerId,
      'account-events-topic-arn': events.topicArn,
      'table-name': this.table.tableName,
      'user-pool-client-id': this.client.userPoolClientId,
    })

    const fn = new ServiceFunction(this, 'api', { description: 'Sign-up, login and what belongs to an account' })
    this.open(fn, {
      table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
      pool: [
        'AdminCreateUser',
        'AdminInitiateAuth',
        'AdminGetUser',
        'AdminUserGlobalSignOut',
        'AdminUpdateUserAttributes',
        'AdminConfirmSignUp',
        'AdminSetUserPassword',
      ],
    })
    allowSending(fn, codeRequests)
    fn.configure(AuthEnv, {
      ...this.names(),
      codeQueueUrl: codeRequests.queueUrl,
      clientFactor: String(config.accounts.clientFactor),
      answerAfter: String(config.accounts.answerAfter),
    })
    serve(this, api, fn, ['/v1/auth'], { access: 'public' })
    serve(this, api, fn, ['/v1/me', '/v1/tokens'], { access: 'private', authorizerId })
  }

  private names() {
    return {
      userPoolId: this.pool.userPoolId,
      clientId: this.client.userPoolClientId,
      table: this.table.tableName,
    } satisfies Record<keyof typeof DirectoryEnv, string>
  }

  /** Gives a function exactly these permissions. */
  private open(fn: ServiceFunction, { table, writes, pool = [] }: Access): void {
    const isRead = (action: TableAction) => action === 'GetItem' || action === 'Query'
    allowRows(fn, this.table.tableArn, table.filter(isRead))
    allowRows(
      fn,
      this.table.tableArn,
      table.filter((action) => !isRead(action)),
      writes,
    )
    if (pool.length > 0)
      fn.addToRolePolicy(
        new PolicyStatement({
          actions: pool.map((action) => `cognito-idp:${action}`),
          resources: [this.pool.userPoolArn],
        }),
      )
  }

  /** What the row of a closed account sets off. */
  private closings(events: Topic): void {
    const fn = new ServiceFunction(this, 'close', {
      description: 'Takes a closed account apart',
      timeout: Duration.seconds(30),
    })
    this.table.feed(fn, {
      // Sessions, tokens and counters have nothing to tell.
      records: {
        Keys: { sk: { S: FilterRule.isEqual('ACCOUNT') } },
        NewImage: { closedAt: { N: FilterRule.exists() } },
      },
      batchSize: 10,
      deadLetters: 'close-dead-letters',
    })
    this.open(fn, {
      table: ['Query', 'DeleteItem'],
      pool: ['AdminUserGlobalSignOut', 'AdminGetUser', 'AdminDeleteUser'],
    })
    fn.configure(CloseEnv, { ...this.names(), topicArn: events.topicArn })
    events.grantPublish(fn)
  }

  /** Mails codes: queue → function → SES. @returns where to ask for one */
  private codes(): Queue {
    const timeout = Duration.seconds(30)
    const { queue } = queueWithDeadLetters(this, 'code-requests', timeout)
    const fn = new ServiceFunction(this, 'mail-code', { description: 'Makes a code and mails it', timeout })
    consume(fn, queue, { batchSize: 10 })
    this.open(fn, { table: ['PutItem'], writes: ['CODE#*'], pool: ['AdminGetUser'] })
    fn.configure(MailCodeEnv, { ...this.names(), sender: this.config.mailSender })
    this.registerSender()
    allowMailFrom(fn, this.config.mailSender)
    return queue
  }

  /** Nobody can sign up before SES knows the sender, so it belongs here; `notifications` uses it, too. */
  private registerSender(): void {
    const { mailSender, mailIdentity } = this.config
    if (mailIdentity === 'new') new EmailIdentity(this, 'sender', { identity: Identity.email(mailSender) })
  }

  private authorizer(apiId: string): string {
    const fn = new ServiceFunction(this, 'authorize', {
      description: 'Says who is calling',
      // The gateway waits for ten seconds.
      timeout: Duration.seconds(10),
    })
    this.open(fn, { table: ['GetItem', 'UpdateItem'], writes: ['USER#*', 'ATTEMPTS#*'] })
    fn.configure(AuthorizerEnv, {
      ...this.names(),
      jwksUri: this.config.jwksUri(this.region, this.pool.userPoolId),
      clientFactor: String(this.config.accounts.clientFactor),
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
