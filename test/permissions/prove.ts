import type { RecordedCall } from '../../lib/calls/targets'
import type { House } from '../infra/support/house'
import { actionsOf, type Request, requestsFor } from './actions'
import { refusedDeliveries } from './deliveries'
import { isAllowed } from './evaluate'
import { platformRequests } from './platform'
import type { Reason } from './reasons'
import { type FunctionRole, resourcePoliciesOf, rolesOf } from './roles'

/** What is known of the functions. */
export interface Evidence {
  readonly calls: readonly RecordedCall[]
  /** The operations that are in each function's bundle. */
  readonly bundled: (fn: string) => readonly string[]
  readonly reasons: readonly Reason[]
  /** One function, to look at no other. */
  readonly only?: string
}

export interface Proof {
  /** Requests that were put to the evaluator. */
  readonly requests: number
  /** Calls that AWS would refuse. */
  readonly denied: readonly string[]
  /** In a bundle, called by no test, and without a reason. */
  readonly unreached: readonly string[]
  /** Granted, never called, and without a reason. */
  readonly unused: readonly string[]
  /** How much of both stays for a reason. */
  readonly kept: number
  /** Reasons for what is neither granted nor in a bundle. */
  readonly stale: readonly string[]
  /** Reasons for what a test called after all. */
  readonly reached: readonly string[]
}

/** Holds every call of every function of a stage against the function's role, and the role against the calls. */
export async function prove(house: House, { calls, bundled, reasons, only }: Evidence): Promise<Proof> {
  const roles = rolesOf(house)
  if (roles.length === 0) throw new Error(`There are no functions in the templates of ${house.stage.name}.`)
  const policies = resourcePoliciesOf(house)
  const explained = new Set(reasons.flatMap(({ of, what }) => of.flatMap((fn) => what.map((one) => `${fn} ${one}`))))
  const seen = { granted: new Set<string>(), bundled: new Set<string>(), called: new Set<string>() }
  const proof = { requests: 0, denied: [] as string[], unreached: [] as string[], unused: [] as string[] }

  for (const role of roles.filter(({ fn }) => only === undefined || fn === only)) {
    const own = calls.filter(({ fn }) => fn === role.fn)
    const asked = distinct([...own.flatMap((call) => requestsOf(role, call)), ...platformRequests(role)])
    for (const request of asked) {
      const allowed = await isAllowed(request, {
        principal: role.arn,
        statements: role.statements,
        resource: policies.get(holderOf(request)),
      })
      if (!allowed) proof.denied.push(`${role.fn} ${request.action} on ${request.resource}${conditionOf(request)}`)
    }
    proof.requests += asked.length

    for (const grant of grantsOf(role)) {
      const name = `${role.fn} ${grant.Action} on ${shortened(grant.Resource)}`
      seen.granted.add(name)
      if (await isUsed(role, grant, asked)) seen.called.add(name)
      else if (!explained.has(name)) proof.unused.push(name)
    }

    const actions = new Set(asked.map(({ action }) => action))
    for (const operation of bundled(role.fn)) {
      seen.bundled.add(`${role.fn} ${operation}`)
      if (own.some((call) => call.operation === operation)) seen.called.add(`${role.fn} ${operation}`)
      else if (!isAccountedFor(role.fn, operation, actions, explained)) proof.unreached.push(`${role.fn} ${operation}`)
    }
  }
  const strangers = calls.filter(({ fn }) => !roles.some((role) => role.fn === fn)).map(({ fn }) => `${fn} has no role`)
  return {
    ...proof,
    denied: [...proof.denied, ...new Set(strangers), ...(only === undefined ? await refusedDeliveries(house) : [])],
    kept: explained.size,
    stale: [...explained].filter((name) => !seen.granted.has(name) && !seen.bundled.has(name)),
    reached: [...explained].filter((name) => seen.called.has(name)),
  }
}

/** Whether an operation that no test reached has a reason, or whether IAM was asked all the same. */
function isAccountedFor(fn: string, operation: string, asked: ReadonlySet<string>, explained: ReadonlySet<string>) {
  if (explained.has(`${fn} ${operation}`)) return true
  // A function has one table, on which a write is the same to IAM alone and in a transaction.
  return operation.startsWith('DynamoDB.') && actionsOf(operation).every((action) => asked.has(action))
}

function requestsOf({ fn, variables }: FunctionRole, call: RecordedCall): readonly Request[] {
  const name = call.on === '' ? '' : variables[call.on]
  if (name === undefined)
    throw new Error(`${fn} called ${call.operation} on ${call.on}, which is in none of its variables.`)
  return requestsFor(call, name)
}

/** One action on one resource. */
interface Grant {
  readonly Action: string
  readonly Resource: string
  readonly Condition?: unknown
}

function grantsOf({ statements }: FunctionRole): readonly Grant[] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action: actions, Resource: resources, ...rest }) =>
      actions.flatMap((Action) => resources.map((Resource) => ({ ...rest, Action, Resource }))),
    )
}

/** Whether the grant alone would allow one of the requests: others may allow them too. */
async function isUsed(role: FunctionRole, grant: Grant, asked: readonly Request[]): Promise<boolean> {
  const statement = { Effect: 'Allow', ...grant, Action: [grant.Action], Resource: [grant.Resource] }
  for (const request of asked.filter(({ action }) => action === grant.Action))
    if (await isAllowed(request, { principal: role.arn, statements: [statement], resource: undefined })) return true
  return false
}

/** An ARN without what all of them have. */
function shortened(arn: string): string {
  return arn.replace(/^arn:aws:[^:]*:[^:]*:[^:]*:/, '')
}

/** Whose policy counts for a request: of an object, that of its bucket. */
function holderOf({ resource }: Request): string {
  return resource.startsWith('arn:aws:s3:::') ? (resource.split('/')[0] ?? '') : resource
}

function conditionOf({ context }: Request): string {
  const keys = Object.entries(context).filter(([key]) => key !== 's3:TlsVersion')
  return keys.map(([key, value]) => `, ${key} ${[value].flat().join(' ')}`).join('')
}

function distinct(requests: readonly Request[]): readonly Request[] {
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()]
}
