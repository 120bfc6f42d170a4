import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Reply {
  readonly status: number
  /** JSON, or a text as it is. */
  readonly body: object | string
}

export interface Call {
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** DynamoDB's name of the operation. */
  readonly operation: string
  readonly body: string
}

/** A service of AWS that answers so, one after the other, and its last answer from then on. */
export async function scriptedService(replies: readonly Reply[]) {
  const calls: Call[] = []
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    const { method = '', url = '' } = request
    calls.push({ method, url, operation, body: Buffer.concat(chunks).toString() })
    const { status, body } = replies[Math.min(calls.length, replies.length) - 1] ?? { status: 200, body: {} }
    const isText = typeof body === 'string'
    response.writeHead(status, {
      'content-type': isText ? 'application/xml' : 'application/x-amz-json-1.0',
      connection: 'close',
    })
    response.end(isText ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    calls,
    config: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** What DynamoDB answers when a transaction is cancelled. */
export function canceled(...reasons: readonly (string | object)[]): Reply {
  return {
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: 'Transaction cancelled',
      CancellationReasons: reasons.map((reason) => (typeof reason === 'string' ? { Code: reason } : reason)),
    },
  }
}

/** What DynamoDB answers to a write that it refuses. */
export function refused(name: string): Reply {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name } }
}

/** An error of S3's. */
export function s3Error(status: number, code: string): Reply {
  return { status, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>` }
}
