import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { jobsRoot } from '../jobs/root'
import { sesSend } from '../shared/aws/ses'
import { queueHandler } from '../shared/batch'
import { readEnv } from '../shared/env'
import { cognitoAddressOf } from './aws'
import { NotificationsEnv } from './env'
import { notify } from './notify'

const env = readEnv(NotificationsEnv)
const { jobs, now, log } = jobsRoot('notifications')
const deps = {
  jobs,
  now,
  log,
  site: env.site,
  addressOf: cognitoAddressOf(new CognitoIdentityProviderClient({}), env.userPoolId),
  send: sesSend(new SESv2Client({}), env.sender),
}

export const handler = queueHandler((body) => notify(deps, body), log)
