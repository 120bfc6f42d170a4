import { Stack, Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** cdk-nag findings that we have looked at, for a construct and what is below it: id of the finding → why it is right as it is. */
export function acknowledge(scope: IConstruct, findings: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(findings)) Validations.of(scope).acknowledge({ id, reason })
}

/** The id of the finding that a policy allows something on `resource`, an ARN with a wildcard. */
export function wildcardOn(scope: IConstruct, resource: string): string {
  return `AwsSolutions-IAM5[Resource::${flatten(Stack.of(scope).resolve(resource))}]`
}

/** As cdk-nag writes a CloudFormation expression: `<LogicalId>`, `<LogicalId.Attribute>`. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value
  if (!isIntrinsic(value)) throw new Error(`No ARN that cdk-nag could name: ${JSON.stringify(value)}`)
  const [[name, argument] = ['', '']] = Object.entries(value)
  if (name === 'Ref') return `<${argument}>`
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `<${argument.join('.')}>`
  if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1]))
    return argument[1].map(flatten).join(String(argument[0]))
  throw new Error(`No ARN that cdk-nag could name: ${JSON.stringify(value)}`)
}

function isIntrinsic(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** CDK's own functions, which serve a deployment and are not ours to configure, by the beginning of their construct's id. */
export function acknowledgeHelper(stack: Stack, prefix: string, findings: Readonly<Record<string, string>>): void {
  const helpers = stack.node.children.filter(({ node }) => node.id.startsWith(prefix))
  if (helpers.length === 0) throw new Error(`${stack.stackName} has no ${prefix}`)
  for (const helper of helpers) acknowledge(helper, findings)
}

export const basicExecutionRole =
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]'
