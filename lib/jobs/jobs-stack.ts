import { type App, Duration } from 'aws-cdk-lib'
import { AttributeType, ProjectionType } from 'aws-cdk-lib/aws-dynamodb'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { FilterRule } from 'aws-cdk-lib/aws-lambda'
import { EventType, HttpMethods } from 'aws-cdk-lib/aws-s3'
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { dueIndex, jobPrefix, OutboxEnv } from '../../lambdas/jobs/env'
import { acknowledge, acknowledgeHelper, basicExecutionRole } from '../acknowledge'
import { discoverApi, serve } from '../gateway/routes'
import { allowSending, consume } from '../grants'
import { deadLetterQueue, queueWithDeadLetters } from '../queue-with-dead-letters'
import { RoomStack } from '../room-stack'
import { RoomTable } from '../room-table'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'
import { type JobsKernel, useJobs } from './jobs-kernel'
import { MediaBucket } from './media-bucket'
import { workerTimeout } from './worker-timeout'

/** The heart: the jobs table, whose stream is the outbox; the media; and what moves a job from state to state. */
export class JobsStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'jobs', 'jobs, their media and their way from state to state')

    const table = this.table()
    const uploads = new MediaBucket(this, 'uploads', { allow: [HttpMethods.PUT] })
    const audio = new MediaBucket(this, 'audio', { allow: [HttpMethods.GET, HttpMethods.HEAD] })
    const kernel = { table, uploads, audio }
    const imports = queueWithDeadLetters(this, 'import', workerTimeout)
    const convert = queueWithDeadLetters(this, 'convert', workerTimeout)
    const events = new Topic(this, 'events', { displayName: 'Audiolift job events', enforceSSL: true })

    this.api(kernel)
    this.arrivals(kernel, uploads)
    this.outbox(table, imports.queue, convert.queue, events)
    this.deadLetters(kernel, [imports.deadLetters, convert.deadLetters])
    this.sweeper(kernel)
    this.closedAccounts(kernel)

    this.publish({
      'table-name': table.tableName,
      'uploads-bucket': uploads.bucketName,
      'audio-bucket': audio.bucketName,
      'import-queue-arn': imports.queue.queueArn,
      'convert-queue-arn': convert.queue.queueArn,
      'events-topic-arn': events.topicArn,
    })
  }

  private table(): RoomTable {
    const table = new RoomTable(this)
    table.addGlobalSecondaryIndex({
      indexName: dueIndex,
      partitionKey: { name: 'dueShard', type: AttributeType.STRING },
      sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    })
    return table
  }

  private api(kernel: JobsKernel): void {
    const fn = new ServiceFunction(this, 'api', {
      description: 'List, read, cancel, retry, delete and download jobs; quotas',
    })
    useJobs(fn, this, kernel, {
      table: ['GetItem', 'Query', 'UpdateItem', 'DeleteItem'],
      uploads: ['AbortMultipartUpload', 'DeleteObject'],
      audio: ['GetObject', 'DeleteObject', 'ListBucket'],
    })
    serve(this, discoverApi(this), fn, ['/v1/jobs', '/v1/quota'], { access: 'private' })
  }

  /** S3 sends an event for each complete source. */
  private arrivals(kernel: JobsKernel, uploads: MediaBucket): void {
    const timeout = Duration.seconds(30)
    const { queue } = queueWithDeadLetters(this, 'arrivals', timeout)
    uploads.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(queue), { prefix: 'uploads/' })
    acknowledgeHelper(this, 'BucketNotificationsHandler', {
      [basicExecutionRole]: 'CDK’s own function, which runs during a deployment only.',
    })
    const fn = new ServiceFunction(this, 'arrive', { description: 'Confirms uploads that S3 tells of', timeout })
    consume(fn, queue, { batchSize: 10 })
    useJobs(fn, this, kernel, { table: ['GetItem', 'UpdateItem'], uploads: ['GetObject', 'ListBucket'] })
  }

  /** Every committed transition is turned into its messages; a record stays in the stream until they are sent. */
  private outbox(table: RoomTable, importQueue: Queue, convertQueue: Queue, events: Topic): void {
    const fn = new ServiceFunction(this, 'relay', {
      description: 'Tells the queues of the workers and the topic what was written to the table',
      timeout: Duration.seconds(30),
    })
    table.feed(fn, {
      // Counters lead to no messages.
      records: { Keys: { sk: { S: FilterRule.beginsWith(jobPrefix) } } },
      batchSize: 100,
      parallelizationFactor: 4,
      deadLetters: 'relay-dead-letters',
    })
    fn.configure(OutboxEnv, {
      importQueueUrl: importQueue.queueUrl,
      convertQueueUrl: convertQueue.queueUrl,
      eventsTopicArn: events.topicArn,
    })
    for (const queue of [importQueue, convertQueue]) allowSending(fn, queue)
    events.grantPublish(fn)
  }

  private deadLetters(kernel: JobsKernel, queues: readonly Queue[]): void {
    const fn = new ServiceFunction(this, 'give-up', {
      description: 'Fails the job of a message that no worker could handle',
      timeout: Duration.seconds(5),
    })
    for (const queue of queues) consume(fn, queue, { batchSize: 10 })
    useJobs(fn, this, kernel, { table: ['GetItem', 'UpdateItem'] })
  }

  private sweeper(kernel: JobsKernel): void {
    const fn = new ServiceFunction(this, 'sweep', {
      description: 'Looks after every job whose time has come',
      timeout: Duration.seconds(55),
    })
    useJobs(fn, this, kernel, {
      table: ['QueryDue', 'GetItem', 'UpdateItem', 'DeleteItem'],
      uploads: ['GetObject', 'ListBucket', 'AbortMultipartUpload', 'DeleteObject'],
      audio: ['DeleteObject', 'ListBucket'],
    })
    fn.configureAsyncInvoke({ retryAttempts: 0 })
    const rule = new Rule(this, 'every-minute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(fn, { retryAttempts: 0 })],
    })
    const reason = 'A sweep that failed or was missed is made up for by the next one.'
    acknowledge(rule, { 'Serverless-EventBusDLQ': reason })
    acknowledge(fn, { 'Serverless-LambdaAsyncFailureDestination': reason })
  }

  /** `auth` publishes each closed account. The delay is longer than any request that the authorizer admitted before. */
  private closedAccounts(kernel: JobsKernel): void {
    const timeout = Duration.minutes(1)
    const delay = Duration.seconds(this.config.accounts.closingDelay)
    const { queue } = queueWithDeadLetters(this, 'closed-accounts', timeout, delay)
    const topic = Topic.fromTopicArn(this, 'account-events', this.discover('auth', 'account-events-topic-arn'))
    topic.addSubscription(
      new SqsSubscription(queue, {
        rawMessageDelivery: true,
        deadLetterQueue: deadLetterQueue(this, 'undelivered-closings'),
      }),
    )
    const fn = new ServiceFunction(this, 'forget', { description: 'Removes what a closed account leaves', timeout })
    consume(fn, queue, { batchSize: 1 })
    useJobs(fn, this, kernel, {
      table: ['GetItem', 'Query', 'UpdateItem', 'DeleteItem'],
      removesGranted: true,
      uploads: ['AbortMultipartUpload', 'DeleteObject'],
      audio: ['DeleteObject', 'ListBucket'],
    })
  }
}
