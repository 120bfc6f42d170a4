import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { queueHandler } from '../shared/batch'
import { readEnv } from '../shared/env'
import { dynamoOwnerStore } from './aws/owner-store'
import { JobsEnv } from './env'
import { forget } from './forget'
import { mediaRoot } from './media-root'

const deps = { ...mediaRoot('jobs'), owners: dynamoOwnerStore(new DynamoDBClient({}), readEnv(JobsEnv).table) }

export const handler = queueHandler((body) => forget(deps, body), deps.log)
