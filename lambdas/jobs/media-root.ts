import { S3Client } from '@aws-sdk/client-s3'
import { readEnv } from '../shared/env'
import { s3AudioStore } from './aws/audio-store'
import { s3SourceStore } from './aws/source-store'
import { JobsEnv } from './env'
import { jobsRoot } from './root'

/** For the composition root of a function that works on the media, too. */
export function mediaRoot(room: string) {
  const env = readEnv(JobsEnv)
  // Path-style addresses work on every S3; the client, not we, computes the checksum of a presigned part.
  const s3 = new S3Client({ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })
  return { ...jobsRoot(room), sources: s3SourceStore(s3, env.uploadsBucket), audio: s3AudioStore(s3, env.audioBucket) }
}
