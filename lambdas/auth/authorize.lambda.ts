import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda'
import { readEnv } from '../shared/env'
import type { Caller } from '../shared/http'
import { createLog } from '../shared/log'
import { authorize } from './authorize'
import { dynamoAccountStore } from './aws/account-store'
import { dynamoAttempts } from './aws/attempts'
import { AuthorizerEnv } from './env'
import { classOf, keepPace } from './pace'
import { Verdicts } from './verdicts'
import { cognitoVerifier } from './verifier'

const env = readEnv(AuthorizerEnv)
const log = createLog('auth')
const { verify, loadKeys } = cognitoVerifier(env)
const table = new DynamoDBClient({})
const accounts = dynamoAccountStore(table, env.table)
const deps = { verify, accounts, verdicts: new Verdicts(), now: Date.now, log }
const pace = { attempts: dynamoAttempts(table, env.table), clientFactor: Number(env.clientFactor), now: Date.now, log }

// While the process starts. It starts even if this fails: the first token asks again.
await loadKeys().catch((error: unknown) => log.warn('keys not loaded yet', { error }))

export async function handler(
  event: APIGatewayRequestAuthorizerEventV2,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Caller>> {
  const { method, path } = event.requestContext.http
  const caller = await keepPace(await authorize(event.headers?.authorization, deps), classOf(method, path), pace)
  log.info('authorized', { ...caller })
  return { isAuthorized: true, context: caller }
}
