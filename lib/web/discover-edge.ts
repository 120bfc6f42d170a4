import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources'
import { edgeName, edgeRegion } from '../edge/edge-stack'
import { parameterName } from '../registry'
import type { RoomStack } from '../room-stack'

/**
 * A value that the room `edge` has published, which may be in another region: CloudFormation itself reads parameters of its own only.
 *
 * @param version changes when the value does; then it is read again
 */
export function discoverEdge(stack: RoomStack, name: 'web-acl-arn' | 'certificate-arn', version: string): string {
  const Name = parameterName(stack.config, 'edge', edgeName(stack.config, name))
  const resource = stack.formatArn({
    service: 'ssm',
    region: edgeRegion,
    resource: 'parameter',
    resourceName: Name.slice(1),
  })
  const read = new AwsCustomResource(stack, `discover-${name}`, {
    resourceType: 'Custom::DiscoverEdge',
    onUpdate: {
      service: 'SSM',
      action: 'GetParameter',
      parameters: { Name },
      region: edgeRegion,
      physicalResourceId: PhysicalResourceId.of(`${Name}#${version}`),
    },
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: [resource] }),
    installLatestAwsSdk: false,
  })
  return read.getResponseField('Parameter.Value')
}
