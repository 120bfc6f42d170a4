import {
  HttpApi,
  HttpAuthorizer,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  type IHttpApi,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { GatewayEnv } from '../../lambdas/shared/env'
import { acknowledge } from '../acknowledge'
import { discover } from '../registry'
import type { RoomStack } from '../room-stack'
import type { ServiceFunction } from '../service-function'

export interface RouteOptions {
  /** `private`: the authorizer tells the function who is calling. */
  readonly access: 'private' | 'public'
  /** The authorizer, where it is not yet to be discovered: in the room that makes it. */
  readonly authorizerId?: string
}

/** The gateway's API, from another room's stack. */
export function discoverApi(stack: RoomStack): IHttpApi {
  return HttpApi.fromHttpApiAttributes(stack, 'http-api', {
    httpApiId: discover(stack, stack.config, 'gateway', 'api-id'),
  })
}

/** Sends everything under the prefixes (`/v1/jobs` and `/v1/jobs/…`) to a room's function. */
export function serve(
  stack: RoomStack,
  httpApi: IHttpApi,
  fn: ServiceFunction,
  prefixes: readonly string[],
  { access, authorizerId }: RouteOptions,
): void {
  fn.configure(GatewayEnv, { edgeKey: discover(stack, stack.config, 'gateway', 'edge-key') })
  const integration = new HttpLambdaIntegration('integration', fn)
  const authorizer =
    access === 'private' &&
    HttpAuthorizer.fromHttpAuthorizerAttributes(stack, `authorizer${prefixes.join('-')}`, {
      authorizerId: authorizerId ?? discover(stack, stack.config, 'auth', 'authorizer-id'),
      authorizerType: 'CUSTOM',
    })
  for (const path of prefixes.flatMap((prefix) => [prefix, `${prefix}/{proxy+}`])) {
    const route = new HttpRoute(stack, `route${path}`, {
      httpApi,
      integration,
      routeKey: HttpRouteKey.with(path, HttpMethod.ANY),
      ...(authorizer && { authorizer }),
    })
    if (access === 'public') acknowledge(route, { 'AwsSolutions-APIG4': 'Who has not signed in may call this.' })
  }
}
