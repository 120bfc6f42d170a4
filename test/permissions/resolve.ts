import { type House, type Resource, targetOf } from '../infra/support/house'

/** An account that nobody has. */
export const account = '111122223333'
export const region = 'us-east-1'

const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/stack/00000000-0000-0000-0000-000000000000`,
}

/**
 * Writes what CloudFormation would put in place of its expressions: names and ARNs, with names of ours for what gets a random one. So
 * a policy and the name in a function's environment meet, also across stacks.
 *
 * @throws Error for an expression that is not known here
 */
export function resolve(house: House, from: Resource, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => resolve(house, from, part))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [[name, argument] = ['', undefined]] = entries
  if (entries.length !== 1 || !/^(Ref|Fn::.+)$/.test(name))
    return Object.fromEntries(entries.map(([key, part]) => [key, resolve(house, from, part)]))
  const parts = Array.isArray(argument) ? argument.map((part) => resolve(house, from, part)) : []
  switch (name) {
    case 'Ref':
      return pseudo[String(argument)] ?? refOf(house, from, value)
    case 'Fn::GetAtt':
      return attributeOf(house, from, value, String(parts[1]))
    case 'Fn::Join':
      return (parts[1] as readonly unknown[]).join(String(parts[0]))
    case 'Fn::Split':
      return String(parts[1]).split(String(parts[0]))
    case 'Fn::Select':
      return (parts[1] as readonly unknown[])[Number(parts[0])]
    default:
      throw new Error(`${from.room}/${from.id} has ${name}, which test/permissions/resolve.ts does not know.`)
  }
}

/** The value of a resource, or of a parameter that an earlier room has published. */
function refOf(house: House, from: Resource, value: unknown): unknown {
  const id = targetOf(value)
  const own = house.resources().find((resource) => resource.room === from.room && resource.id === id)
  if (own) return referenceTo(own)
  const parameter = house.stacks.find(({ room }) => room === from.room)?.template.Parameters?.[String(id)]
  const published = house
    .resources('AWS::SSM::Parameter')
    .find((resource) => resource.at('Name') === parameter?.Default)
  if (published) return resolve(house, published, published.at('Value'))
  throw new Error(`${from.room}/${from.id} refers to ${id}, which no stack has.`)
}

function attributeOf(house: House, from: Resource, value: unknown, attribute: string): string {
  const resource = house.follow(from, value)
  if (!resource) throw new Error(`${from.room}/${from.id} refers to ${targetOf(value)}, which no stack has.`)
  if (attribute === 'StreamArn') return `${arnOf(resource)}/stream/2026-01-01T00:00:00.000`
  // CloudFormation's ARN of a log group ends so.
  if (attribute === 'Arn') return resource.type === 'AWS::Logs::LogGroup' ? `${arnOf(resource)}:*` : arnOf(resource)
  return `${nameOf(resource)}.${attribute}`
}

/** Room and logical id, without the CDK's hash. */
function nameOf({ room, id }: Resource): string {
  return `${room}-${id.replace(/[0-9A-F]{8}$/, '')}`
}

/** What `Ref` says of a resource. */
function referenceTo(resource: Resource): string {
  const name = nameOf(resource)
  if (resource.type === 'AWS::SQS::Queue') return `https://sqs.${region}.amazonaws.com/${account}/${name}`
  return resource.type === 'AWS::SNS::Topic' ? arnOf(resource) : name
}

const forms: Readonly<Record<string, (name: string) => string>> = {
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name}`,
  'AWS::DynamoDB::Table': (name) => tableArn(name),
  'AWS::SQS::Queue': (name) => `arn:aws:sqs:${region}:${account}:${name}`,
  'AWS::SNS::Topic': (name) => `arn:aws:sns:${region}:${account}:${name}`,
  'AWS::Cognito::UserPool': (name) => poolArn(name),
  'AWS::Logs::LogGroup': (name) => `arn:aws:logs:${region}:${account}:log-group:${name}`,
  'AWS::IAM::Role': (name) => `arn:aws:iam::${account}:role/${name}`,
  'AWS::Lambda::Function': (name) => `arn:aws:lambda:${region}:${account}:function:${name}`,
}

export function arnOf(resource: Resource): string {
  const form = forms[resource.type]
  return form ? form(nameOf(resource)) : `arn:aws:unknown:${region}:${account}:${nameOf(resource)}`
}

export function tableArn(name: string) {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`
}

export function poolArn(id: string) {
  return `arn:aws:cognito-idp:${region}:${account}:userpool/${id}`
}

export function queueArn(url: string) {
  return `arn:aws:sqs:${region}:${account}:${url.split('/').at(-1)}`
}

export function identityArn(name: string) {
  return `arn:aws:ses:${region}:${account}:identity/${name}`
}
