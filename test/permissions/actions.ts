import type { RecordedCall } from '../../lib/calls/targets'
import { identityArn, poolArn, queueArn, tableArn } from './resolve'

/** What IAM is asked. */
export interface Request {
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, string | string[]>>
}

/**
 * What IAM is asked for each operation of the SDK that our functions use. Sources: the Service Authorization Reference, “Actions,
 * resources, and condition keys” for the service; for S3 also “Required permissions for Amazon S3 API operations” in its user guide.
 *
 * @param name value of the variable that the call names, in the stage that is proved
 * @throws Error for an operation that is not in the tables below
 */
export function requestsFor(call: RecordedCall, name: string): readonly Request[] {
  const [service = '', operation = ''] = call.operation.split('.')
  const make = services[service]?.(operation, call, name)
  if (!make) throw new Error(`Which actions is ${call.operation} asked for? Say so in test/permissions/actions.ts.`)
  return make
}

/** The actions of an operation, whatever it works on. */
export function actionsOf(operation: string): readonly string[] {
  const parts = operation === 'DynamoDB.TransactWriteItems' ? Object.keys(transactionParts) : [undefined]
  const calls = parts.map((part): RecordedCall => ({ fn: '', operation, on: '', key: '', ...(part && { part }) }))
  return [...new Set(calls.flatMap((call) => requestsFor(call, '').map(({ action }) => action)))]
}

type Service = (operation: string, call: RecordedCall, name: string) => readonly Request[] | undefined

/** A transaction is authorized by its parts (DynamoDB developer guide, “Using IAM with DynamoDB transactions”). */
const transactionParts: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
}

const dynamoDb: Service = (operation, { part, key, index }, name) => {
  const own = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'].includes(operation) ? operation : undefined
  const action = operation === 'TransactWriteItems' ? transactionParts[part ?? ''] : own
  if (!action) return undefined
  const resource = index === undefined ? tableArn(name) : `${tableArn(name)}/index/${index}`
  return [
    {
      action: `dynamodb:${action}`,
      resource,
      context: { ...(key !== undefined && { 'dynamodb:LeadingKeys': [key] }) },
    },
  ]
}

/** An object that is not there is 404 for those who may list the bucket, and 403 for others. */
const reading = ['GetObject', 'ListBucket']

const s3Actions: Readonly<Record<string, readonly string[]>> = {
  GetObject: reading,
  HeadObject: reading,
  DeleteObject: ['DeleteObject'],
  DeleteObjects: ['DeleteObject'],
  ListObjectsV2: ['ListBucket'],
  CreateMultipartUpload: ['PutObject'],
  UploadPart: ['PutObject'],
  CompleteMultipartUpload: ['PutObject'],
  AbortMultipartUpload: ['AbortMultipartUpload'],
  ListParts: ['ListMultipartUploadParts'],
}

const s3: Service = (operation, { key, prefix, signed }, bucket) => {
  // Who follows a signed link sees 403 instead of 404, and nothing depends on it.
  const actions = signed ? s3Actions[operation]?.slice(0, 1) : s3Actions[operation]
  return actions?.map((action) => ({
    action: `s3:${action}`,
    resource: action === 'ListBucket' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`,
    context: {
      's3:TlsVersion': '1.3',
      ...(action === 'ListBucket' && prefix !== undefined && { 's3:prefix': prefix }),
    },
  }))
}

/** “Amazon Cognito evaluates no IAM policies” for these: who calls them shows a password or a token (Cognito developer guide, “Token-authenticated and public API operations”). */
const openToAll = ['GetTokensFromRefreshToken', 'RevokeToken', 'ChangePassword']

const services: Readonly<Record<string, Service>> = {
  DynamoDB: dynamoDb,
  S3: s3,
  SQS: (operation, _call, url) => [{ action: `sqs:${operation}`, resource: queueArn(url), context: {} }],
  SNS: (operation, _call, arn) => [{ action: `sns:${operation}`, resource: arn, context: {} }],
  CognitoIdentityProvider: (operation, _call, pool) =>
    openToAll.includes(operation) ? [] : [{ action: `cognito-idp:${operation}`, resource: poolArn(pool), context: {} }],
  // In the sandbox SES also asks for the identity of each recipient, of whom it knows only verified ones.
  SESv2: (operation, { to = [] }, from) =>
    [from, ...to].map((identity) => ({
      action: `ses:${operation}`,
      resource: identityArn(identity),
      context: { 'ses:FromAddress': from, 'ses:Recipients': [...to] },
    })),
}
