import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { callsVariable } from '../../lib/calls/variable'
import { stageNames } from '../../lib/stages'
import { isOurs, readHouse, type Statement, statementsIn } from './support/house'

/** Actions that do not support resource-level permissions. */
const withoutResource = ['dynamodb:ListStreams', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords']

describe.each(stageNames)('functions of %s', (stage) => {
  const house = readHouse(stage)

  const functions = () => house.resources('AWS::Lambda::Function').filter(isOurs)

  it('run on arm64 and Node 24, and are traced', () => {
    expect(functions().length).toBeGreaterThanOrEqual(13)
    for (const fn of functions())
      expect([fn.at('Architectures'), fn.at('Runtime'), fn.at('TracingConfig.Mode')]).toEqual([
        ['arm64'],
        'nodejs24.x',
        'Active',
      ])
  })

  it('each have a log group of their own that forgets', () => {
    const groups = functions().map((fn) => house.follow(fn, fn.at('LoggingConfig.LogGroup')))
    expect(new Set(groups).size).toBe(functions().length)
    for (const group of groups) expect(group?.at('RetentionInDays')).toBe(house.stage.logRetention)
  })

  it('leave no logs when their stack goes, the CDK’s own included', () => {
    const all = house.resources('AWS::Lambda::Function')
    for (const fn of all) {
      const group = house.follow(fn, fn.at('LoggingConfig.LogGroup'))
      expect([fn.id, group?.at('RetentionInDays')]).toEqual([fn.id, house.stage.logRetention])
    }
    const denied = house
      .resources('AWS::IAM::Policy')
      .filter((policy) => statementsIn(policy.at('PolicyDocument')).some(({ Effect }) => Effect === 'Deny'))
      .map((policy) => house.follow(policy, policy.at('Roles.0'))?.id)
    const helpers = all.filter((fn) => !isOurs(fn)).map((fn) => house.follow(fn, fn.at('Role'))?.id)
    expect([...denied].sort()).toEqual([...helpers].sort())
  })

  it('answer the gateway before it gives up after thirty seconds', () => {
    const behindGateway = functions().filter((fn) => String(fn.at('FunctionName')).endsWith('-api'))
    expect(behindGateway.length).toBeGreaterThanOrEqual(6)
    for (const fn of behindGateway) expect(Number(fn.at('Timeout'))).toBeLessThan(30)
  })

  it('have names that tell stage and room', () => {
    for (const fn of functions()) expect(fn.at('FunctionName')).toMatch(new RegExp(`^audiolift-${stage}-${fn.room}-`))
  })

  it('have a role each, without managed policies', () => {
    const roles = functions().map((fn) => house.follow(fn, fn.at('Role')))
    expect(new Set(roles).size).toBe(functions().length)
    for (const role of roles) expect(role?.at('ManagedPolicyArns')).toBeUndefined()
  })

  const statements = (): readonly Statement[] =>
    house
      .resources('AWS::IAM::Policy')
      .filter(isOurs)
      .flatMap((policy) => statementsIn(policy.at('PolicyDocument')))
      .filter(({ Effect }) => Effect === 'Allow')

  it('may do named actions only', () => {
    const actions = statements().flatMap(({ Action }) => Action)
    expect(actions.length).toBeGreaterThan(20)
    expect(actions.filter((action) => action.includes('*'))).toEqual([])
  })

  it('may do them on named resources only, but for media under their prefix, and mails from our sender', () => {
    const fromUs = { StringEquals: { 'ses:FromAddress': house.stage.mailSender } }
    const wide = statements().filter(
      ({ Action, Resource, Condition }) =>
        Resource.some((resource) => JSON.stringify(resource).includes('*')) &&
        !Action.every((action) => withoutResource.includes(action)) &&
        !(Action.every((action) => action === 'ses:SendEmail') && isDeepStrictEqual(Condition, fromUs)) &&
        !Resource.every((resource) => /\/(uploads|audio)\/\*"/.test(JSON.stringify(resource))),
    )
    expect(wide).toEqual([])
  })
})

/** Bytes that a cold start may have to read: our limit for functions that people wait for. */
const largest = 600 * 1024

describe('bundles', () => {
  it(`of functions behind the API have ${largest / 1024} KB at most`, () => {
    const root = join(process.cwd(), '.build', 'lambdas')
    const sizes = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('api/index.mjs') || path.endsWith('authorize/index.mjs'))
      .map((path) => [path, statSync(join(root, path)).size] as const)
    expect(sizes.length).toBeGreaterThanOrEqual(7)
    expect(sizes.filter(([, size]) => size > largest)).toEqual([])
  })

  it('for AWS record no calls', () => {
    const root = join(process.cwd(), '.build', 'lambdas')
    const bundles = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('index.mjs'),
    )
    const recording = bundles.filter((path) => readFileSync(join(root, path), 'utf8').includes(callsVariable))
    expect([bundles.length >= 18, recording]).toEqual([true, []])
  })
})
