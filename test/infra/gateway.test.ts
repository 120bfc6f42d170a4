import { rooms } from '../../lib/registry'
import { stageNames } from '../../lib/stages'
import { readHouse } from './support/house'

const publicRoutes = [
  '$default',
  'ANY /v1/auth',
  'ANY /v1/auth/{proxy+}',
  'ANY /v1/formats',
  'ANY /v1/formats/{proxy+}',
  'ANY /v1/shares',
  'ANY /v1/shares/{proxy+}',
]

describe.each(stageNames)('the house of %s', (stage) => {
  const house = readHouse(stage)

  const routes = () => house.resources('AWS::ApiGatewayV2::Route')

  it('asks the authorizer about every caller, except on these routes', () => {
    const open = routes().filter((route) => route.at('AuthorizationType') !== 'CUSTOM')
    expect(open.map((route) => route.at('RouteKey')).sort()).toEqual(publicRoutes)
  })

  it('has one authorizer, which every private route asks', () => {
    const authorizers = routes()
      .filter((route) => route.at('AuthorizationType') === 'CUSTOM')
      .map((route) => house.follow(route, route.at('AuthorizerId')))
    expect(authorizers.length).toBeGreaterThan(0)
    expect(new Set(authorizers.map((authorizer) => authorizer?.id))).toEqual(new Set(['authorizer']))
  })

  it('has a throttle for its requests', () => {
    const [api] = house.resources('AWS::ApiGatewayV2::Stage')
    const { rate, burst } = house.stage.throttle
    expect(api?.at('DefaultRouteSettings')).toMatchObject({ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst })
  })

  it('logs every request without its path, which may contain a secret', () => {
    const [api] = house.resources('AWS::ApiGatewayV2::Stage')
    if (!api) throw new Error('no stage')
    const format = String(api.at('AccessLogSettings.Format'))
    expect(house.follow(api, api.at('AccessLogSettings.DestinationArn'))?.at('RetentionInDays')).toBe(
      house.stage.logRetention,
    )
    expect(Object.values(JSON.parse(format))).toContain('$context.routeKey')
    expect(format).not.toMatch(/path|queryString|authorizer/i)
  })

  it('binds its stacks by nothing that would block a deployment', () => {
    for (const { template } of house.stacks) {
      expect(JSON.stringify(template)).not.toContain('Fn::ImportValue')
      expect(JSON.stringify(template.Outputs ?? {})).not.toContain('"Export"')
    }
  })

  it('discovers only what an earlier room publishes', () => {
    const published = house.resources('AWS::SSM::Parameter').map((parameter) => String(parameter.at('Name')))
    const discovered = house.stacks.flatMap(({ room, template }) =>
      Object.entries(template.Parameters ?? {})
        .filter(([id]) => id !== 'BootstrapVersion')
        .map(([, { Type, Default = '' }]) => ({ room, Type, name: Default })),
    )
    expect(discovered.length).toBeGreaterThan(10)
    for (const { room, Type, name } of discovered) {
      const [, , itsStage, owner] = name.split('/')
      const earlier: readonly string[] = rooms.slice(0, rooms.indexOf(room))
      expect(Type).toBe('AWS::SSM::Parameter::Value<String>')
      expect(published).toContain(name)
      expect(itsStage).toBe(stage)
      expect(earlier).toContain(owner)
    }
  })

  it('publishes under a room’s own name', () => {
    for (const parameter of house.resources('AWS::SSM::Parameter'))
      expect(parameter.at('Name')).toMatch(new RegExp(`^/audiolift/${stage}/${parameter.room}/[a-z-]+(us-east-1)?$`))
  })
})
