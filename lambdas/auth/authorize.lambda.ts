import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda'
import { readEnv } from '../shared/env'
import type { Caller } from '../shared/http'
import { createLog } from '../shared/log'
import { authorize } from './authorize'
import { AuthorizerEnv } from './env'
import { cognitoVerifier } from './verifier'

const verify = cognitoVerifier(readEnv(AuthorizerEnv))
const log = createLog('auth')

export const handler = async (
  event: APIGatewayRequestAuthorizerEventV2,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Caller>> => {
  const caller = await authorize(event.headers?.authorization, verify)
  log.info('authorized', { ...caller })
  return { isAuthorized: true, context: caller }
}
