import { runSimulation } from '@cloud-copilot/iam-simulate'
import type { Request } from './actions'
import { account } from './resolve'
import type { FunctionRole } from './roles'

export interface Policies {
  readonly role: FunctionRole
  /** Of the resource, if it has one. */
  readonly resource: object | undefined
}

/**
 * Asks the policy evaluator whether a role may make a request: over TLS, from the same account, without policies of an organisation.
 *
 * @throws Error when the evaluator does not know the action, the form of the resource, or a condition's key
 */
export async function isAllowed({ action, resource, context }: Request, policies: Policies): Promise<boolean> {
  const { role } = policies
  const outcome = await runSimulation(
    {
      request: {
        principal: role.arn,
        action,
        resource: { resource, accountId: account },
        contextVariables: { 'aws:SecureTransport': 'true', ...context },
      },
      identityPolicies: [{ name: 'role', policy: { Version: '2012-10-17', Statement: role.statements } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(policies.resource && { resourcePolicy: policies.resource }),
    },
    {},
  )
  if (outcome.resultType === 'error')
    throw new Error(`${role.fn}: ${action} on ${resource}: ${outcome.errors.message} ${JSON.stringify(outcome.errors)}`)
  const ignored = outcome.resultType === 'single' ? (outcome.result.ignoredContextKeys ?? []) : []
  if (ignored.length > 0) throw new Error(`${action} has no condition key ${ignored.join(', ')}`)
  return outcome.overallResult === 'Allowed'
}
