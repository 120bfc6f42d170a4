import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { Distribution, DistributionProps } from 'aws-cdk-lib/aws-cloudfront'
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53'
import type { RoomStack } from '../room-stack'
import { discoverEdge } from './discover-edge'

/** The zone in which Route 53 has every distribution's name, the same for all (AWS::Route53::RecordSet AliasTarget). */
const cloudFrontZone = 'Z2FDTNDATAQYW2'

/** What a distribution needs to answer under a name of one's own. */
export function ownDomain(stack: RoomStack): Pick<DistributionProps, 'domainNames' | 'certificate'> {
  const { domain } = stack.config
  if (!domain) return {}
  const arn =
    domain.proof.kind === 'certificate' ? domain.proof.value : discoverEdge(stack, 'certificate-arn', domain.name)
  return { domainNames: [domain.name], certificate: Certificate.fromCertificateArn(stack, 'certificate', arn) }
}

/** Points the name at the distribution where its zone is ours, for IPv4 and IPv6. */
export function pointHere(stack: RoomStack, distribution: Distribution): void {
  const { domain } = stack.config
  if (domain?.proof.kind !== 'zone') return
  for (const type of ['A', 'AAAA'])
    new CfnRecordSet(stack, `name-${type.toLowerCase()}`, {
      type,
      name: `${domain.name}.`,
      hostedZoneId: domain.proof.value,
      aliasTarget: { dnsName: distribution.distributionDomainName, hostedZoneId: cloudFrontZone },
    })
}
