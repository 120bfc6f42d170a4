import { type House, isOurs, type Resource } from '../infra/support/house'
import { arnOf, resolve } from './resolve'

export interface Statement {
  readonly Effect: string
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: unknown
}

/** A source of events that Lambda reads with the function's role. */
export interface EventSource {
  readonly arn: string
  /** Where Lambda puts what could not be handled. */
  readonly onFailure: string | undefined
}

/** A function as AWS will see it. */
export interface FunctionRole {
  /** `<room>/<name>` */
  readonly fn: string
  readonly arn: string
  readonly statements: readonly Statement[]
  readonly variables: Readonly<Record<string, string>>
  readonly logGroup: string
  readonly sources: readonly EventSource[]
}

/** Every function of a stage, with its role and what it reads. */
export function rolesOf(house: House): readonly FunctionRole[] {
  return house
    .resources('AWS::Lambda::Function')
    .filter(isOurs)
    .map((fn): FunctionRole => {
      const role = house.follow(fn, fn.at('Role'))
      if (!role) throw new Error(`${fn.room}/${fn.id} has no role`)
      const of = (value: unknown) => resolve(house, fn, value)
      return {
        fn: String(fn.at('FunctionName'))
          .replace(/^audiolift-[^-]+-/, '')
          .replace('-', '/'),
        arn: arnOf(role),
        statements: policiesOf(house, role),
        variables: (of(fn.at('Environment.Variables')) ?? {}) as Record<string, string>,
        logGroup: String(of(fn.at('LoggingConfig.LogGroup'))),
        sources: house
          .resources('AWS::Lambda::EventSourceMapping')
          .filter((mapping) => house.follow(mapping, mapping.at('FunctionName')) === fn)
          .map((mapping) => sourceOf(house, mapping)),
      }
    })
}

function policiesOf(house: House, role: Resource): readonly Statement[] {
  return house
    .resources('AWS::IAM::Policy')
    .filter((policy) => list(policy.at('Roles')).some((one) => house.follow(policy, one) === role))
    .flatMap((policy) => statementsOf(resolve(house, policy, policy.at('PolicyDocument'))))
}

function sourceOf(house: House, mapping: Resource): EventSource {
  const of = (path: string) => resolve(house, mapping, mapping.at(path))
  const onFailure = of('DestinationConfig.OnFailure.Destination')
  return { arn: String(of('EventSourceArn')), onFailure: onFailure === undefined ? undefined : String(onFailure) }
}

/**
 * The policies of buckets, queues and topics, by the ARN of what they protect.
 *
 * @throws Error when two policies protect the same, of which AWS would keep one
 */
export function resourcePoliciesOf(house: House): ReadonlyMap<string, object> {
  const found = new Map<string, object>()
  const types = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']
  for (const policy of types.flatMap((type) => house.resources(type))) {
    const document = resolve(house, policy, policy.at('PolicyDocument')) as object
    for (const one of list(policy.at('Bucket') ?? policy.at('Queues') ?? policy.at('Topics'))) {
      const resource = house.follow(policy, one)
      if (!resource) throw new Error(`${policy.room}/${policy.id} protects nothing that a stack has.`)
      if (found.has(arnOf(resource))) throw new Error(`Two policies protect ${resource.room}/${resource.id}.`)
      found.set(arnOf(resource), document)
    }
  }
  return found
}

function statementsOf(document: unknown): readonly Statement[] {
  return list((document as { readonly Statement: unknown }).Statement).map((statement) => {
    const { Effect, Action, Resource, Condition } = statement as Record<string, unknown>
    return {
      Effect: String(Effect),
      Action: list(Action).map(String),
      Resource: list(Resource).map(String),
      ...(Condition !== undefined && { Condition }),
    }
  })
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}
