import type { House } from '../infra/support/house'
import { isAllowed } from './evaluate'
import { arnOf, resolve } from './resolve'
import { resourcePoliciesOf } from './roles'

/** Something that a service of AWS puts into a queue by itself, which the queue's policy must allow. */
export interface Delivery {
  readonly service: string
  /** ARN of the topic or bucket that it comes from. */
  readonly from: string
  readonly queue: string
}

/** What topics and buckets of a stage deliver to queues, and the topics' dead letters. */
export function deliveriesOf(house: House): readonly Delivery[] {
  const topics = house.resources('AWS::SNS::Subscription').flatMap((subscription) => {
    const of = (path: string) => String(resolve(house, subscription, subscription.at(path)))
    return ['Endpoint', 'RedrivePolicy.deadLetterTargetArn'].map((path) => ({
      service: 'sns.amazonaws.com',
      from: of('TopicArn'),
      queue: of(path),
    }))
  })
  const buckets = house.resources('Custom::S3BucketNotifications').flatMap((notification) => {
    const bucket = house.follow(notification, notification.at('BucketName'))
    const queues = notification.at('NotificationConfiguration.QueueConfigurations') as readonly { QueueArn: unknown }[]
    return queues.map(({ QueueArn }) => ({
      service: 's3.amazonaws.com',
      from: bucket ? arnOf(bucket) : '',
      queue: String(resolve(house, notification, QueueArn)),
    }))
  })
  return [...topics, ...buckets]
}

/** Deliveries that a queue's policy would refuse. */
export async function refusedDeliveries(house: House): Promise<readonly string[]> {
  const policies = resourcePoliciesOf(house)
  const refused: string[] = []
  for (const { service, from, queue } of deliveriesOf(house)) {
    const request = { action: 'sqs:SendMessage', resource: queue, context: { 'aws:SourceArn': from } }
    if (!(await isAllowed(request, { principal: service, statements: [], resource: policies.get(queue) })))
      refused.push(`${service} from ${from} into ${queue}`)
  }
  return refused
}
