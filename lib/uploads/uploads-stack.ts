import type { App } from 'aws-cdk-lib'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { UploadsEnv } from '../../lambdas/uploads/env'
import { discoverApi, serve } from '../gateway/routes'
import { discoverJobs, useJobs } from '../jobs/jobs-kernel'
import { workerTimeout } from '../jobs/worker-timeout'
import { RoomStack } from '../room-stack'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'

/** What it takes to receive a source part by part: from the user by signed URLs, or from another server ourselves. */
const receiving = [
  'PutObject',
  'GetObject',
  'ListBucket',
  'DeleteObject',
  'AbortMultipartUpload',
  'ListMultipartUploadParts',
] as const

/** Reserves a job and signs the URLs by which its source goes straight to S3; or fetches the source from another server. */
export class UploadsStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'uploads', 'reservations, presigned multipart uploads, and imports')
    const kernel = discoverJobs(this)
    const values = { maxSize: String(config.maxUploadSize), importPolicy: JSON.stringify(config.importPolicy) }

    const fn = new ServiceFunction(this, 'api', { description: 'Reserve, sign parts, complete, abort' })
    fn.configure(UploadsEnv, values)
    useJobs(fn, this, kernel, {
      table: ['GetItem', 'PutItem', 'UpdateItem'],
      uploads: receiving,
    })
    serve(this, discoverApi(this), fn, ['/v1/uploads', '/v1/imports'], { access: 'private' })

    const fetcher = new ServiceFunction(this, 'fetch', {
      description: 'Fetches one source from another server',
      timeout: workerTimeout,
      memory: 1024,
    })
    fetcher.configure(UploadsEnv, values)
    const queue = Queue.fromQueueAttributes(this, 'import-queue', {
      queueArn: this.discover('jobs', 'import-queue-arn'),
      fifo: false,
    })
    fetcher.addEventSource(
      new SqsEventSource(queue, { batchSize: 1, maxConcurrency: config.importers, reportBatchItemFailures: true }),
    )
    useJobs(fetcher, this, kernel, {
      table: ['GetItem', 'UpdateItem'],
      uploads: receiving,
    })
  }
}
