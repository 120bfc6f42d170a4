import type { App } from 'aws-cdk-lib'
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager'
import { HostedZone } from 'aws-cdk-lib/aws-route53'
import { RoomStack } from '../room-stack'
import type { Stage } from '../stages'
import { createFirewall } from './firewall'

/** Where CloudFront looks for what belongs to it, whichever region the stage is in. */
export const edgeRegion = 'us-east-1'

/** Whether there is anything for this room to hold. */
export function needsEdge({ firewall, domain }: Stage): boolean {
  return firewall || domain?.proof.kind === 'zone'
}

/** A value of this room, for the region of the stage: the same stage may be in several. */
export function edgeName({ region }: Stage, name: 'web-acl-arn' | 'certificate-arn'): string {
  return `${name}-${region}`
}

/** What CloudFront takes from one region only: the web ACL, and a certificate for a domain of one's own. */
export class EdgeStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'edge', 'web ACL and certificate for CloudFront', {
      region: edgeRegion,
      suffix: config.region,
    })
    if (config.firewall) this.publish({ [edgeName(config, 'web-acl-arn')]: createFirewall(this).attrArn })
    if (config.domain?.proof.kind === 'zone') {
      const zone = HostedZone.fromHostedZoneId(this, 'zone', config.domain.proof.value)
      const { certificateArn } = new Certificate(this, 'certificate', {
        domainName: config.domain.name,
        validation: CertificateValidation.fromDns(zone),
      })
      this.publish({ [edgeName(config, 'certificate-arn')]: certificateArn })
    }
  }
}
