import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { handle } from 'hono/aws-lambda'
import { readEnv } from '../shared/env'
import { createLog } from '../shared/log'
import { createApp } from './app'
import { cognitoDirectory } from './aws'
import { AuthEnv } from './env'

const directory = cognitoDirectory(new CognitoIdentityProviderClient({}), readEnv(AuthEnv).clientId)

export const handler = handle(createApp({ directory, log: createLog('auth') }))
