import { availableParallelism } from 'node:os'
import { S3Client } from '@aws-sdk/client-s3'
import { JobsEnv } from '../jobs/env'
import { mediaRoot } from '../jobs/media-root'
import { queueHandler } from '../shared/batch'
import { readEnv } from '../shared/env'
import { s3OutputStore } from './aws'
import { encodersFor } from './encoders'
import { closeSandbox, convert } from './engine'
import { ConversionEnv, noLauncher } from './env'
import { work } from './work'

const env = readEnv({ ...ConversionEnv, ...JobsEnv })
const root = mediaRoot('conversion')
const launcher = env.launcher === noLauncher ? undefined : env.launcher
const deps = {
  ...root,
  outputs: s3OutputStore(new S3Client({ forcePathStyle: true }), env.audioBucket),
  convert,
  machine: {
    ffmpeg: env.ffmpeg,
    encoder: env.encoder,
    launcher,
    // Lambda tells each function what it has.
    workers: encodersFor(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE, availableParallelism()),
  },
}

const gaps = closeSandbox(launcher)
if (gaps.length > 0) root.log.warn('the sandbox has gaps', { code: 'sandbox-gaps', gaps })

export const handler = queueHandler((body) => work(deps, body), deps.log)
