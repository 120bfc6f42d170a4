import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import type { EnvValues } from '../../shared/env'
import type { JobsEnv } from '../env'
import { s3AudioStore } from './audio-store'
import { dynamoJobStore } from './job-store'
import { s3SourceStore } from './source-store'

/** The jobs room's stores for the composition root of a function in any room. */
export const jobStores = (env: EnvValues<typeof JobsEnv>) => {
  // Path-style addresses work on every S3; the checksum of a presigned part is the client's business, not ours.
  const s3 = new S3Client({ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })
  return {
    jobs: dynamoJobStore(new DynamoDBClient({}), env.table),
    sources: s3SourceStore(s3, env.uploadsBucket),
    audio: s3AudioStore(s3, env.audioBucket),
  }
}
