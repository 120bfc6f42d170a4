import type { Request } from './actions'
import { account, region } from './resolve'
import type { FunctionRole } from './roles'

/**
 * What AWS does with a function's role without our asking: writes logs and traces, and reads event sources. Sources: the managed policies
 * AWSLambdaBasicExecutionRole, AWSXRayDaemonWriteAccess and AWSLambdaDynamoDBExecutionRole; for queues, the SQS developer guide,
 * “Configuring an Amazon SQS queue to trigger an AWS Lambda function”.
 */
export function platformRequests({ logGroup, sources }: FunctionRole): readonly Request[] {
  const stream = `arn:aws:logs:${region}:${account}:log-group:${logGroup}:log-stream:2026/01/01/x`
  return [
    ...asked('logs', ['CreateLogStream', 'PutLogEvents'], stream),
    ...asked('xray', ['PutTraceSegments', 'PutTelemetryRecords'], '*'),
    ...sources.flatMap(({ arn, onFailure }) => [
      ...(arn.startsWith('arn:aws:sqs:')
        ? asked('sqs', ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'], arn)
        : [
            ...asked('dynamodb', ['DescribeStream', 'GetRecords', 'GetShardIterator'], arn),
            ...asked('dynamodb', ['ListStreams'], '*'),
          ]),
      ...(onFailure === undefined ? [] : asked('sqs', ['SendMessage'], onFailure)),
    ]),
  ]
}

function asked(service: string, actions: readonly string[], resource: string): readonly Request[] {
  return actions.map((action) => ({ action: `${service}:${action}`, resource, context: {} }))
}
