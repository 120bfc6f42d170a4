import { Names } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IEventSourceDlq } from 'aws-cdk-lib/aws-lambda'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { acknowledge, wildcardOn } from './acknowledge'
import type { ServiceFunction } from './service-function'

/** Permissions that are less than what the CDK's own grants give. `npm run permissions` holds them against what the functions call. */

/** Lets a function put messages into a queue. */
export function allowSending(fn: ServiceFunction, queue: IQueue): void {
  allow(fn, ['sqs:SendMessage'], queue.queueArn)
}

export interface Consumption {
  readonly batchSize: number
  /** Messages, or batches, that are handled at once. */
  readonly maxConcurrency?: number
}

/** Hands a queue's messages to a function. */
export function consume(fn: ServiceFunction, queue: IQueue, { batchSize, maxConcurrency }: Consumption): void {
  // The id that the CDK's SqsEventSource gives. With another one, an update of a stage would make a second mapping, which Lambda refuses.
  fn.addEventSourceMapping(`SqsEventSource:${Names.nodeUniqueId(queue.node)}`, {
    eventSourceArn: queue.queueArn,
    batchSize,
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    reportBatchItemFailures: true,
  })
  allow(fn, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn)
}

/** Where an event source mapping puts what its function could not handle. */
export function deadLettersIn(fn: ServiceFunction, queue: IQueue): IEventSourceDlq {
  return {
    bind: () => {
      allowSending(fn, queue)
      return { destination: queue.queueArn }
    },
  }
}

/**
 * Lets a function do something with rows of a table.
 *
 * @param keys patterns of the partition keys that it may touch; without them, all
 */
export function allowRows(
  fn: ServiceFunction,
  tableArn: string,
  actions: readonly string[],
  keys?: readonly string[],
): void {
  const conditions = keys && { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...keys] } }
  allow(
    fn,
    actions.map((action) => `dynamodb:${action}`),
    tableArn,
    conditions,
  )
}

/**
 * Lets a function send mails from one address. While an account is in SES's sandbox, SES asks for this permission on the identity of the
 * recipient too, so the sender is a condition, and not the resource.
 */
export function allowMailFrom(fn: ServiceFunction, sender: string): void {
  const identities = fn.stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' })
  allow(fn, ['ses:SendEmail'], identities, { StringEquals: { 'ses:FromAddress': sender } })
  if (fn.role)
    acknowledge(fn.role, {
      [wildcardOn(fn, identities)]: 'In the sandbox the identity is the recipient’s. The condition names the sender.',
    })
}

function allow(
  fn: ServiceFunction,
  actions: readonly string[],
  resource: string,
  conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): void {
  if (actions.length > 0)
    fn.addToRolePolicy(
      new PolicyStatement({ actions: [...actions], resources: [resource], ...(conditions && { conditions }) }),
    )
}
