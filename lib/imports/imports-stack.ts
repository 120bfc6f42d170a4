import type { App } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { ImportsEnv } from '../../lambdas/imports/env'
import { discoverApi, serve } from '../gateway/routes'
import { consume } from '../grants'
import { discoverJobs, receiving, useJobs } from '../jobs/jobs-kernel'
import { workerTimeout } from '../jobs/worker-timeout'
import { RoomStack } from '../room-stack'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'

/** Reserves a job for a file on another server, and fetches it from there. */
export class ImportsStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'imports', 'sources that are fetched from their address')
    const kernel = discoverJobs(this)
    const values = { maxSize: String(config.maxUploadSize), importPolicy: JSON.stringify(config.importPolicy) }

    const fn = new ServiceFunction(this, 'api', { description: 'Reserves a job for the file at an address' })
    fn.configure(ImportsEnv, values)
    useJobs(fn, this, kernel, {
      table: ['GetItem', 'PutItem', 'UpdateItem', 'Query'],
      uploads: ['PutObject', 'AbortMultipartUpload'],
    })
    serve(this, discoverApi(this), fn, ['/v1/imports'], { access: 'private' })

    const fetcher = new ServiceFunction(this, 'fetch', {
      description: 'Fetches one source from another server',
      timeout: workerTimeout,
      memory: 1024,
    })
    fetcher.configure(ImportsEnv, values)
    const queue = Queue.fromQueueAttributes(this, 'import-queue', {
      queueArn: this.discover('jobs', 'import-queue-arn'),
      fifo: false,
    })
    consume(fetcher, queue, { batchSize: 1, maxConcurrency: config.importers })
    useJobs(fetcher, this, kernel, {
      table: ['GetItem', 'UpdateItem'],
      uploads: receiving,
    })
  }
}
