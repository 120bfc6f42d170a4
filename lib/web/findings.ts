import { Aws } from 'aws-cdk-lib'
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { acknowledge, acknowledgeHelper, basicExecutionRole, wildcardOn } from '../acknowledge'
import type { RoomStack } from '../room-stack'

/** What cdk-nag finds about the page's bucket and CloudFront, and why it is right as it is. */
export function acknowledgePage(bucket: Bucket, distribution: Distribution): void {
  acknowledge(bucket, { 'AwsSolutions-S1': 'Only CloudFront reads it, and what it holds is public.' })
  acknowledge(distribution, {
    'AwsSolutions-CFR1': 'The page is for everybody everywhere.',
    'AwsSolutions-CFR2': 'A web ACL costs more each month than all the rest when idle; the API has its own throttle.',
    'AwsSolutions-CFR3': 'The API has an access log of its own; who reads the page is nobody’s business.',
    'AwsSolutions-CFR4': 'With CloudFront’s own certificate the protocols are not ours to choose.',
  })
}

/** And about CDK's own function that copies the page into its bucket. */
export function acknowledgeDeployment(stack: RoomStack, bucket: Bucket): void {
  const reason = 'CDK’s own function, which runs during a deployment only.'
  const assets = `arn:${Aws.PARTITION}:s3:::cdk-hnb659fds-assets-${Aws.ACCOUNT_ID}-${Aws.REGION}/*`
  const actions = ['GetBucket', 'GetObject', 'List', 'Abort', 'DeleteObject']
  const findings = [
    basicExecutionRole,
    ...actions.map((action) => `AwsSolutions-IAM5[Action::s3:${action}*]`),
    ...['*', assets, bucket.arnForObjects('*')].map((resource) => wildcardOn(stack, resource)),
    'AwsSolutions-L1',
    'Serverless-LambdaDLQ',
    'Serverless-LambdaLatestVersion',
    'Serverless-LambdaTracing',
  ]
  acknowledgeHelper(stack, 'Custom::CDKBucketDeployment', Object.fromEntries(findings.map((id) => [id, reason])))
}

/** And about CDK's own function that reads what the room `edge` has published. */
export function acknowledgeDiscovery(stack: RoomStack): void {
  const reason = 'CDK’s own function, which runs during a deployment only.'
  const findings = [
    basicExecutionRole,
    'Serverless-LambdaDLQ',
    'Serverless-LambdaDefaultMemorySize',
    'Serverless-LambdaTracing',
  ]
  acknowledgeHelper(stack, 'AWS679f53fac', Object.fromEntries(findings.map((id) => [id, reason])))
}
