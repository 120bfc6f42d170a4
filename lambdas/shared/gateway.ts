import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda'
import { edgeHeader, GatewayEnv, readEnv } from './env'
import { Problem, problemDocument } from './errors'
import type { HttpApp } from './http'

/**
 * The handler of a function behind the gateway. It answers what came through CloudFront only: there stand the web ACL and the one name that
 * people know, and only CloudFront can say who the client is. The gateway's own address cannot be closed without a domain of one's own.
 */
export function throughEdge(app: HttpApp, edgeKey = readEnv(GatewayEnv).edgeKey) {
  const answer = handle(app)
  return async (event: LambdaEvent, context?: LambdaContext) =>
    event.headers?.[edgeHeader] === edgeKey ? answer(event, context) : refusal
}

const { status, ...problem } = problemDocument(
  new Problem('wrong-address', 'This is not the API’s address. Call it under the address of the page, where /v1 is.'),
)

const refusal = {
  statusCode: status,
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  body: JSON.stringify({ ...problem, status }),
}
