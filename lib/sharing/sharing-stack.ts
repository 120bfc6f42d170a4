import type { App } from 'aws-cdk-lib'
import { discoverApi, serve } from '../gateway/routes'
import { discoverJobs, useJobs } from '../jobs/jobs-kernel'
import { RoomStack } from '../room-stack'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'

/** Links that open without signing in, such as the one in the mail. */
export class SharingStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'sharing', 'links to audio')

    const fn = new ServiceFunction(this, 'api', { description: 'Opens links' })
    useJobs(fn, this, discoverJobs(this), { table: ['GetItem'], audio: ['GetObject'] })
    serve(this, discoverApi(this), fn, ['/v1/shares'], { access: 'public' })
  }
}
