import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2'
import type { RoomStack } from '../room-stack'

/**
 * Requests of one address in five minutes. A page that uploads a large video signs its parts in hundreds, so many people behind one
 * address stay far below the first; nobody needs the second to sign in.
 */
const requestsPerAddress = { everything: 5000, signIn: 300 } as const

/** The web ACL of a stage: what AWS knows to be an attack, and a rate for each address, counted before anything of ours runs. */
export function createFirewall(stack: RoomStack): CfnWebACL {
  return new CfnWebACL(stack, 'firewall', {
    name: `audiolift-${stack.config.name}-${stack.node.addr.slice(-8)}`,
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visible('firewall'),
    rules: [
      rate('address', 0, requestsPerAddress.everything),
      rate('sign-in', 1, requestsPerAddress.signIn, {
        byteMatchStatement: {
          fieldToMatch: { uriPath: {} },
          positionalConstraint: 'STARTS_WITH',
          searchString: '/v1/auth/',
          textTransformations: [{ priority: 0, type: 'URL_DECODE' }],
        },
      }),
      managed('AWSManagedRulesAmazonIpReputationList', 2),
      managed('AWSManagedRulesKnownBadInputsRuleSet', 3),
      managed('AWSManagedRulesCommonRuleSet', 4, [
        // The list of an upload's parts is longer than the 8 KB that this allows; the API has a limit of its own.
        'SizeRestrictions_BODY',
        // The address of an import may have an IP address in it; what may be fetched is decided by `imports`.
        'GenericRFI_BODY',
        'EC2MetaDataSSRF_BODY',
        // Programs need not say who they are.
        'NoUserAgent_HEADER',
      ]),
    ],
  })
}

function rate(
  name: string,
  priority: number,
  limit: number,
  scopeDownStatement?: CfnWebACL.StatementProperty,
): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        evaluationWindowSec: 300,
        limit,
        ...(scopeDownStatement && { scopeDownStatement }),
      },
    },
    visibilityConfig: visible(name),
  }
}

/** @param counted rules that would refuse what is right here: they only count */
function managed(name: string, priority: number, counted: readonly string[] = []): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ...(counted.length > 0 && {
          ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
        }),
      },
    },
    visibilityConfig: visible(name),
  }
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true }
}
