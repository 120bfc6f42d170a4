import { CfnResource, type Stack } from 'aws-cdk-lib'
import { CfnPolicy } from 'aws-cdk-lib/aws-iam'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { roomLog } from './room-log'
import type { RoomStack } from './room-stack'

/**
 * Gives the CDK's own functions, which serve a deployment, log groups of the stack, as ours have. Otherwise Lambda makes one for each that
 * nobody removes and that never forgets. They may not make one either: their last line may come after the log group has gone.
 */
export function giveHelpersLogs(stack: RoomStack): void {
  for (const fn of functionsWithoutLogs(stack)) {
    const name = `helper-${fn.node.addr.slice(-8)}`
    const logGroup = roomLog(stack, `${name}-logs`, name)
    fn.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName })
    new CfnPolicy(stack, `${name}-makes-no-logs`, {
      roles: [roleBeside(fn).ref],
      policyName: 'makes-no-log-groups',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: 'logs:CreateLogGroup', Resource: '*' }],
      },
    })
  }
}

function functionsWithoutLogs(stack: Stack): readonly CfnResource[] {
  return stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter(
      (resource) =>
        resource.cfnResourceType === 'AWS::Lambda::Function' &&
        !(resource instanceof CfnFunction && resource.loggingConfig !== undefined),
    )
}

/** The role is below the same construct: the CDK makes one for each of its functions. */
function roleBeside(fn: CfnResource): CfnResource {
  const role = fn.node.scope?.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .find((resource) => resource.cfnResourceType === 'AWS::IAM::Role')
  if (!role) throw new Error(`${fn.node.path} has no role of its own`)
  return role
}
