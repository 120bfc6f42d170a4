import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { readEnv } from '../shared/env'
import { createLog } from '../shared/log'
import { dynamoJobStore } from './aws/job-store'
import { JobsEnv } from './env'
import { parseQuotas } from './quotas'
import { parseTerms } from './terms'

/** For the composition root of a function in any room that works on jobs, but not on their media. */
export function jobsRoot(room: string) {
  const env = readEnv(JobsEnv)
  const jobs = dynamoJobStore(new DynamoDBClient({}), env.table)
  return { jobs, terms: parseTerms(env.terms), quotas: parseQuotas(env.quotas), now: Date.now, log: createLog(room) }
}
