import { S3Client } from '@aws-sdk/client-s3'
import { JobsEnv } from '../jobs/env'
import { mediaRoot } from '../jobs/media-root'
import { queueHandler } from '../shared/batch'
import { readEnv } from '../shared/env'
import { s3OutputStore } from './aws'
import { convert } from './engine'
import { ConversionEnv } from './env'
import { work } from './work'

const env = readEnv({ ...ConversionEnv, ...JobsEnv })
const deps = {
  ...mediaRoot('conversion'),
  outputs: s3OutputStore(new S3Client({ forcePathStyle: true }), env.audioBucket),
  convert,
  ffmpeg: env.ffmpeg,
  encoder: env.encoder,
}

export const handler = queueHandler((body) => work(deps, body), deps.log)
