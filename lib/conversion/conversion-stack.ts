import { type App, Duration } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { ConversionEnv } from '../../lambdas/conversion/env'
import { discoverApi, serve } from '../gateway/routes'
import { consume } from '../grants'
import { discoverJobs, useJobs } from '../jobs/jobs-kernel'
import { workerTimeout } from '../jobs/worker-timeout'
import { RoomStack } from '../room-stack'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'
import { givePrograms } from './program-layers'

/** Turns sources into audio: a worker on the convert queue, and the list of what can be asked for. */
export class ConversionStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'conversion', 'source to audio with ffmpeg')

    const worker = new ServiceFunction(this, 'work', {
      description: 'Converts one source to audio',
      timeout: workerTimeout,
      memory: config.workerMemory,
      storage: 4096,
    })
    worker.configure(ConversionEnv, givePrograms(worker, this, config.programs))
    const queue = Queue.fromQueueAttributes(this, 'convert-queue', {
      queueArn: this.discover('jobs', 'convert-queue-arn'),
      fifo: false,
    })
    consume(worker, queue, { batchSize: 1, maxConcurrency: config.workers })
    useJobs(worker, this, discoverJobs(this), {
      table: ['GetItem', 'UpdateItem'],
      uploads: ['GetObject', 'ListBucket'],
      audio: ['PutObject', 'AbortMultipartUpload'],
    })

    const formats = new ServiceFunction(this, 'api', {
      description: 'What can be asked for',
      timeout: Duration.seconds(5),
    })
    serve(this, discoverApi(this), formats, ['/v1/formats'], { access: 'public' })
  }
}
