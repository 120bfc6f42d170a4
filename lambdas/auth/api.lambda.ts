import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { v7 as newId } from 'uuid'
import { GatewayEnv, readEnv } from '../shared/env'
import { throughEdge } from '../shared/gateway'
import { createLog } from '../shared/log'
import { createApp } from './app'
import { dynamoAccountStore } from './aws/account-store'
import { dynamoAttempts } from './aws/attempts'
import { sqsAskForCode } from './aws/code-requests'
import { dynamoCodes } from './aws/codes'
import { cognitoDirectory } from './aws/directory'
import { AuthEnv } from './env'

const env = readEnv(AuthEnv)
const table = new DynamoDBClient({})

const { edgeKey } = readEnv(GatewayEnv)

export const handler = throughEdge(
  createApp({
    directory: cognitoDirectory(new CognitoIdentityProviderClient({}), env),
    accounts: dynamoAccountStore(table, env.table),
    codes: dynamoCodes(table, env.table),
    askForCode: sqsAskForCode(new SQSClient({ useQueueUrlAsEndpoint: false }), env.codeQueueUrl),
    attempts: dynamoAttempts(table, env.table),
    edgeKey,
    clientFactor: Number(env.clientFactor),
    answerAfter: Number(env.answerAfter),
    now: Date.now,
    pause,
    newId,
    randomBytes,
    log: createLog('auth'),
  }),
  edgeKey,
)
