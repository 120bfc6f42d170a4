import type { App } from 'aws-cdk-lib'
import { UploadsEnv } from '../../lambdas/uploads/env'
import { discoverApi, serve } from '../gateway/routes'
import { discoverJobs, receiving, useJobs } from '../jobs/jobs-kernel'
import { RoomStack } from '../room-stack'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'

/** Reserves a job and signs the URLs by which its source goes straight to S3. */
export class UploadsStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'uploads', 'reservations and presigned multipart uploads')

    const fn = new ServiceFunction(this, 'api', { description: 'Reserve, sign parts, complete, abort' })
    fn.configure(UploadsEnv, { maxSize: String(config.maxUploadSize) })
    useJobs(fn, this, discoverJobs(this), {
      table: ['GetItem', 'PutItem', 'UpdateItem', 'Query'],
      uploads: receiving,
    })
    serve(this, discoverApi(this), fn, ['/v1/uploads'], { access: 'private' })
  }
}
