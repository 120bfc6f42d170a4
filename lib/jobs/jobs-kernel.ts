import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { dueIndex, JobsEnv } from '../../lambdas/jobs/env'
import { acknowledge, wildcardOn } from '../acknowledge'
import { allowRows } from '../grants'
import { discover } from '../registry'
import type { RoomStack } from '../room-stack'
import type { ServiceFunction } from '../service-function'

/** The table and the media that functions of several rooms work on, through `lambdas/jobs/`. */
export interface JobsKernel {
  readonly table: ITable
  readonly uploads: IBucket
  readonly audio: IBucket
}

type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'QueryDue'
type ObjectAction = 'GetObject' | 'PutObject' | 'DeleteObject' | 'AbortMultipartUpload' | 'ListMultipartUploadParts'
/** `ListBucket` also makes S3 say 404 rather than 403 for an object that is not there. */
type BucketAction = ObjectAction | 'ListBucket'

/** The permissions to receive a source part by part: from the user by signed URLs, or from another server. */
export const receiving: readonly BucketAction[] = [
  'PutObject',
  'GetObject',
  'ListBucket',
  'DeleteObject',
  'AbortMultipartUpload',
  'ListMultipartUploadParts',
]

export interface JobsAccess {
  readonly table: readonly TableAction[]
  /** To remove what an operator granted to a user. Nobody may write it: that takes an operator. */
  readonly removesGranted?: boolean
  readonly uploads?: readonly BucketAction[]
  readonly audio?: readonly BucketAction[]
}

/** The partition keys that functions write. What operators grant has others, `QUOTAS#<owner>`. */
const writable = ['USER#*', 'SERVICE#*']

function isRead(action: TableAction): boolean {
  return action === 'GetItem' || action === 'Query'
}

function isWrite(action: TableAction): boolean {
  return action === 'PutItem' || action === 'UpdateItem' || action === 'DeleteItem'
}

/** The kernel from another room's stack. */
export function discoverJobs(stack: RoomStack): JobsKernel {
  const find = (name: string) => discover(stack, stack.config, 'jobs', name)
  return {
    table: Table.fromTableName(stack, 'jobs-table', find('table-name')),
    uploads: Bucket.fromBucketName(stack, 'uploads-bucket', find('uploads-bucket')),
    audio: Bucket.fromBucketName(stack, 'audio-bucket', find('audio-bucket')),
  }
}

/** Gives a function the kernel's names and exactly these permissions. */
export function useJobs(fn: ServiceFunction, stack: RoomStack, kernel: JobsKernel, access: JobsAccess): void {
  fn.configure(JobsEnv, {
    table: kernel.table.tableName,
    uploadsBucket: kernel.uploads.bucketName,
    audioBucket: kernel.audio.bucketName,
    terms: JSON.stringify(stack.config.terms),
    quotas: JSON.stringify(stack.config.quotas),
  })
  const allow = (actions: readonly string[], resource: string) =>
    actions.length > 0 && fn.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }))

  allowRows(fn, kernel.table.tableArn, access.table.filter(isRead))
  allowRows(fn, kernel.table.tableArn, access.table.filter(isWrite), writable)
  if (access.removesGranted) allowRows(fn, kernel.table.tableArn, ['DeleteItem'], ['QUOTAS#*'])
  if (access.table.includes('QueryDue')) allow(['dynamodb:Query'], `${kernel.table.tableArn}/index/${dueIndex}`)

  for (const [bucket, prefix, actions] of [
    [kernel.uploads, 'uploads', access.uploads ?? []],
    [kernel.audio, 'audio', access.audio ?? []],
  ] as const) {
    const objects = bucket.arnForObjects(`${prefix}/*`)
    allow(
      actions.filter((action) => action !== 'ListBucket').map((action) => `s3:${action}`),
      objects,
    )
    if (fn.role)
      acknowledge(fn.role, { [wildcardOn(fn, objects)]: 'The media of all users: owner and job are in the key.' })
    if (actions.includes('ListBucket')) allow(['s3:ListBucket'], bucket.bucketArn)
  }
}
