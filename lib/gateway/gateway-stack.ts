import { type App, Fn } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpRoute, HttpRouteKey, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { GatewayEnv } from '../../lambdas/shared/env'
import { acknowledge } from '../acknowledge'
import { roomLog } from '../room-log'
import { RoomStack } from '../room-stack'
import { ServiceFunction } from '../service-function'
import type { Stage } from '../stages'

/** One HTTP API for all rooms; each room adds its own routes. */
export class GatewayStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'gateway', 'the HTTP API that all rooms share')

    const api = new HttpApi(this, 'http-api', { apiName: `audiolift-${config.name}`, createDefaultStage: false })
    new HttpStage(this, 'stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.throttle.rate, burstLimit: config.throttle.burst },
      accessLogSettings: {
        // Log groups of another name each need a line in one policy of the account, whose length is limited.
        destination: new LogGroupLogDestination(roomLog(this, 'access-log', 'access', '/aws/vendedlogs')),
        format: AccessLogFormat.custom(accessLine),
      },
    })

    const fn = new ServiceFunction(this, 'api', {
      description: 'Health, the OpenAPI document, and the answer to unknown paths',
    })
    // CloudFront adds it to each request, which shows that the request came through CloudFront (docs/adr/0023). Random, and nobody outside the account can read it.
    const edgeKey = Fn.select(2, Fn.split('/', this.stackId))
    fn.configure(GatewayEnv, { edgeKey })
    const everythingElse = new HttpRoute(this, 'everything-else', {
      httpApi: api,
      integration: new HttpLambdaIntegration('integration', fn),
      routeKey: HttpRouteKey.DEFAULT,
    })
    acknowledge(everythingElse, { 'AwsSolutions-APIG4': 'Health, the API’s description, and “not found”.' })

    this.publish({
      'api-id': api.apiId,
      url: api.apiEndpoint,
      'edge-key': edgeKey,
    })
  }
}

/** The route, not the path: a path may carry a share's secret. */
const accessLine = JSON.stringify({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  status: '$context.status',
  ms: '$context.responseLatency',
  bytes: '$context.responseLength',
  ip: '$context.identity.sourceIp',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
})
