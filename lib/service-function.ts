import { Duration, Size } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import type { EnvNames } from '../lambdas/shared/env'
import { acknowledge } from './acknowledge'
import { bundle } from './bundle'
import { callsVariable } from './calls/variable'
import { roomLog } from './room-log'
import type { RoomStack } from './room-stack'

export interface ServiceFunctionProps {
  readonly description: string
  readonly timeout?: Duration
  /** MB; CPU grows with it. */
  readonly memory?: number
  /** MB of /tmp. */
  readonly storage?: number
}

/** As long as the gateway waits for an answer: a slow start of many functions at once must not become a failure of each. */
const apiTimeout = Duration.seconds(29)

/** A Lambda with our defaults. Its entry is `lambdas/<room>/<name>.lambda.ts`. */
export class ServiceFunction extends LambdaFunction {
  constructor(
    stack: RoomStack,
    name: string,
    { description, timeout = apiTimeout, memory = 512, storage = 512 }: ServiceFunctionProps,
  ) {
    const { config, room } = stack
    const logGroup = roomLog(stack, `${name}-logs`, name)
    // A role of our own: the managed policy that CDK would attach lets a function write to every log group of the account.
    const role = new Role(stack, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)
    super(stack, name, {
      functionName: `audiolift-${config.name}-${room}-${name}`,
      description,
      code: Code.fromAsset(
        bundle(`lambdas/${room}/${name}.lambda.ts`, config.calls === undefined ? 'plain' : 'recording'),
      ),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout,
      memorySize: memory,
      ephemeralStorageSize: Size.mebibytes(storage),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
    })
    if (config.calls !== undefined) this.addEnvironment(callsVariable, config.calls)
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray takes segments of any trace: its actions know no resources.',
    })
    acknowledge(this, {
      'Serverless-LambdaDLQ':
        'The gateway and event source mappings wait for the answer, so a dead letter target is never used; and the next sweep makes up for one that failed.',
      'Serverless-LambdaEventSourceMappingDestination':
        'The mapping of a queue has none: what fails ends in the queue’s own dead-letter queue. That of the stream has one.',
    })
  }

  /** Sets environment variables by the names that the handler reads. */
  configure<N extends EnvNames>(names: N, values: { readonly [K in keyof N]: string }): this {
    for (const [key, variable] of Object.entries(names)) this.addEnvironment(variable, values[key as keyof N])
    return this
  }
}
