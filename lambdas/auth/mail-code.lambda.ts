import { randomBytes, randomInt } from 'node:crypto'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { sesSend } from '../shared/aws/ses'
import { queueHandler } from '../shared/batch'
import { readEnv } from '../shared/env'
import { createLog } from '../shared/log'
import { dynamoCodes } from './aws/codes'
import { cognitoDirectory } from './aws/directory'
import { MailCodeEnv } from './env'
import { mailCode } from './mail-code'

const env = readEnv(MailCodeEnv)
const log = createLog('auth')
const deps = {
  directory: cognitoDirectory(new CognitoIdentityProviderClient({}), env),
  codes: dynamoCodes(new DynamoDBClient({}), env.table),
  send: sesSend(new SESv2Client({}), env.sender),
  randomInt: (below: number) => randomInt(below),
  randomBytes,
  now: Date.now,
  log,
}

export const handler = queueHandler((body) => mailCode(deps, body), log)
