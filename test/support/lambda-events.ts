import type { Context, SQSRecord } from 'aws-lambda'
import type { LambdaEvent } from 'hono/aws-lambda'

/** A message as Lambda hands it to a queue's function. */
export function sqsRecord(messageId: string, body: string): SQSRecord {
  return {
    messageId,
    body,
    receiptHandle: '',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
    awsRegion: 'us-east-1',
  }
}

/** A request without a body as the gateway hands it to a function (payload format 2.0). */
export function gatewayEvent(method: string, path: string, headers: Readonly<Record<string, string>>): LambdaEvent {
  return {
    version: '2.0',
    routeKey: `ANY ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'example.com', ...headers },
    body: null,
    isBase64Encoded: false,
    requestContext: {
      accountId: '',
      apiId: '',
      authentication: null,
      authorizer: {},
      domainName: 'example.com',
      domainPrefix: '',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: '' },
      requestId: 'request',
      routeKey: `ANY ${path}`,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  }
}

/** What Lambda tells a function about its run; ours do not look. */
export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:test',
  memoryLimitInMB: '128',
  awsRequestId: 'request',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 1000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
}
