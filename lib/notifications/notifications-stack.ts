import { type App, Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { NotificationsEnv } from '../../lambdas/notifications/env'
import { allowMailFrom, consume } from '../grants'
import { discoverJobs, useJobs } from '../jobs/jobs-kernel'
import { deadLetterQueue, queueWithDeadLetters } from '../queue-with-dead-letters'
import { RoomStack } from '../room-stack'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'

/** Mails the owner when a job is done or has failed: topic → queue → function → SES. */
export class NotificationsStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'notifications', 'mails about jobs')

    const timeout = Duration.seconds(30)
    const { queue } = queueWithDeadLetters(this, 'mails', timeout)
    const topic = Topic.fromTopicArn(this, 'job-events', this.discover('jobs', 'events-topic-arn'))
    topic.addSubscription(
      new SqsSubscription(queue, {
        filterPolicy: { state: SubscriptionFilter.stringFilter({ allowlist: ['done', 'failed'] }) },
        deadLetterQueue: deadLetterQueue(this, 'undelivered-events'),
      }),
    )

    const fn = new ServiceFunction(this, 'notify', { description: 'Mails what became of a job', timeout })
    consume(fn, queue, { batchSize: 10 })
    fn.configure(NotificationsEnv, {
      userPoolId: this.discover('auth', 'user-pool-id'),
      sender: config.mailSender,
      site: config.site ?? this.discover('web', 'url'),
    })
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['cognito-idp:AdminGetUser'],
        resources: [this.discover('auth', 'user-pool-arn')],
      }),
    )
    allowMailFrom(fn, config.mailSender)
    useJobs(fn, this, discoverJobs(this), { table: ['GetItem', 'UpdateItem'] })
  }
}
