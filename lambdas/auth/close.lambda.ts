import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SNSClient } from '@aws-sdk/client-sns'
import { streamHandler } from '../shared/batch'
import { readEnv } from '../shared/env'
import { createLog } from '../shared/log'
import { dynamoAccountStore } from './aws/account-store'
import { readClosing, snsAnnounce } from './aws/closings'
import { dynamoCodes } from './aws/codes'
import { cognitoDirectory } from './aws/directory'
import { removeAccount } from './close'
import { CloseEnv } from './env'

const env = readEnv(CloseEnv)
const log = createLog('auth')
const table = new DynamoDBClient({})
const deps = {
  directory: cognitoDirectory(new CognitoIdentityProviderClient({}), env),
  accounts: dynamoAccountStore(table, env.table),
  codes: dynamoCodes(table, env.table),
  announce: snsAnnounce(new SNSClient({}), env.topicArn),
  log,
}

export const handler = streamHandler(async (record) => {
  const closed = readClosing(record)
  if (closed) await removeAccount(deps, closed)
}, log)
