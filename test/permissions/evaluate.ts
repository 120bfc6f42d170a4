import { runSimulation } from '@cloud-copilot/iam-simulate'
import type { Request } from './actions'
import { account } from './resolve'
import type { Statement } from './roles'

/** Who asks, and what is written about it. */
export interface Policies {
  /** ARN of a role, or a service of AWS. */
  readonly principal: string
  /** The role's. */
  readonly statements: readonly Statement[]
  /** Policy of the resource, if it has one. */
  readonly resource: object | undefined
}

/**
 * Asks the policy evaluator whether a request is allowed: over TLS, from the same account, without policies of an organisation.
 *
 * @throws Error when the evaluator does not know the action, the form of the resource, or a condition's key
 */
export async function isAllowed({ action, resource, context }: Request, policies: Policies): Promise<boolean> {
  const { principal, statements } = policies
  const outcome = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: account },
        contextVariables: { 'aws:SecureTransport': 'true', ...context },
      },
      identityPolicies:
        statements.length > 0 ? [{ name: 'role', policy: { Version: '2012-10-17', Statement: statements } }] : [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(policies.resource && { resourcePolicy: policies.resource }),
    },
    {},
  )
  if (outcome.resultType === 'error')
    throw new Error(`${principal}: ${action} on ${resource}: ${JSON.stringify(outcome.errors)}`)
  const ignored = outcome.resultType === 'single' ? (outcome.result.ignoredContextKeys ?? []) : []
  if (ignored.length > 0) throw new Error(`${action} has no condition key ${ignored.join(', ')}`)
  return outcome.overallResult === 'Allowed'
}
