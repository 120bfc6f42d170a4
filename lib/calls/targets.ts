/** What a call works on, without what it says. */
export interface Target {
  /** The environment variable that names the bucket, table, queue, topic, pool or sender; empty for a call that names none. */
  readonly on: string
  readonly index?: string
  /** The part of a transaction. */
  readonly part?: string
  /** An object's key, or the partition key of a row. */
  readonly key?: string
  /** Of a list of objects. */
  readonly prefix?: string
  /** Of a mail. */
  readonly to?: readonly string[]
}

/** A line of the record: one call of a function to AWS, or one part of a transaction. */
export interface RecordedCall extends Target {
  /** `<room>/<name>` */
  readonly fn: string
  /** `DynamoDB.GetItem` */
  readonly operation: string
  /** The call was not made but signed, for the user who gets the URL. */
  readonly signed?: boolean
}

type Input = Readonly<Record<string, unknown>>
type Part = Omit<Target, 'on'>

/** What a command's input says about its targets: one, or one for each part of a transaction. */
export function targetsOf(operation: string, input: unknown, env: NodeJS.ProcessEnv = process.env): Target[] {
  const [service = ''] = operation.split('.')
  const read = readers[service]
  if (!read || !isInput(input))
    throw new Error(`${operation} cannot be recorded: say in lib/calls/targets.ts what it works on.`)
  return read(input).map(({ name, ...part }) => ({ on: variableOf(name, env), ...part }))
}

/** The variable by which the function knows the name: a stage in AWS has another name in the same variable. */
function variableOf(name: unknown, env: NodeJS.ProcessEnv): string {
  if (!name) return ''
  return Object.entries(env).find(([, value]) => value === name)?.[0] ?? String(name)
}

const readers: Readonly<Record<string, (input: Input) => readonly (Part & { readonly name: unknown })[]>> = {
  DynamoDB: (input) =>
    Array.isArray(input.TransactItems)
      ? input.TransactItems.flatMap((item: Input) => Object.entries(item).map(([part, of]) => ({ part, ...row(of) })))
      : [row(input)],
  S3: ({ Bucket: name, Key, Prefix, Delete }) => {
    const objects = isInput(Delete) && Array.isArray(Delete.Objects) ? Delete.Objects : undefined
    if (objects) return objects.map((object: Input) => ({ name, key: String(object.Key) }))
    return [
      { name, ...(Key !== undefined && { key: String(Key) }), ...(Prefix !== undefined && { prefix: String(Prefix) }) },
    ]
  },
  SQS: ({ QueueUrl: name }) => [{ name }],
  SNS: ({ TopicArn: name }) => [{ name }],
  CognitoIdentityProvider: ({ UserPoolId, ClientId }) => [{ name: UserPoolId ?? ClientId }],
  SESv2: ({ FromEmailAddress: name, Destination }) => [
    {
      name,
      to: isInput(Destination) && Array.isArray(Destination.ToAddresses) ? Destination.ToAddresses.map(String) : [],
    },
  ],
}

/** A row's partition key: of an item, or the value that a query asks for. */
function row(input: unknown): Part & { readonly name: unknown } {
  if (!isInput(input)) return { name: undefined }
  const { TableName: name, IndexName, Key, Item, KeyConditionExpression, ExpressionAttributeValues: values } = input
  const own = [Key, Item].find(isInput)?.pk
  const asked = /^\w+ = (:\w+)/.exec(String(KeyConditionExpression))?.[1]
  const value = own ?? (isInput(values) && asked !== undefined ? values[asked] : undefined)
  return {
    name,
    ...(IndexName !== undefined && { index: String(IndexName) }),
    ...(isInput(value) && { key: String(value.S) }),
  }
}

function isInput(value: unknown): value is Input {
  return typeof value === 'object' && value !== null
}
