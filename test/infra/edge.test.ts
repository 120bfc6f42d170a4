import { stageNames } from '../../lib/stages'
import { readHouse } from './support/house'

describe.each(stageNames)('CloudFront in front of %s', (stage) => {
  const house = readHouse(stage)
  const [distribution] = house.resources('AWS::CloudFront::Distribution')
  if (!distribution) throw new Error('no distribution')

  it('keeps no error: one failure must not be served to everybody', () => {
    expect(distribution.at('DistributionConfig.CustomErrorResponses')).toEqual(
      [404, 414, 500, 501, 502, 503, 504].map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    )
  })

  it('tells the API who its client is', () => {
    const behaviors = distribution.at('DistributionConfig.CacheBehaviors')
    expect(behaviors).toEqual([
      expect.objectContaining({
        PathPattern: '/v1/*',
        FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: expect.anything() }],
      }),
    ])
  })

  it('has names that leave room for the same stage in another region', () => {
    const named = [
      ['AWS::CloudFront::OriginAccessControl', 'OriginAccessControlConfig.Name'],
      ['AWS::CloudFront::ResponseHeadersPolicy', 'ResponseHeadersPolicyConfig.Name'],
      ['AWS::CloudFront::Function', 'Name'],
    ] as const
    for (const [type, path] of named)
      for (const resource of house.resources(type))
        expect(JSON.stringify(resource.at(path))).toContain('{"Ref":"AWS::Region"}')
  })
})

describe('the web ACL of prod', () => {
  const house = readHouse('prod')

  it('stands in front of CloudFront, and is in its region', () => {
    const [distribution] = house.resources('AWS::CloudFront::Distribution')
    expect(distribution?.at('DistributionConfig.WebACLId')).toBeDefined()
    const [acl] = house.resources('AWS::WAFv2::WebACL')
    expect([acl?.room, acl?.at('Scope')]).toEqual(['edge', 'CLOUDFRONT'])
  })

  it('limits what one address may ask, and more strictly for sign-in', () => {
    const rules = house.resources('AWS::WAFv2::WebACL')[0]?.at('Rules')
    const limits = Array.isArray(rules)
      ? rules.flatMap(({ Statement }) => Statement.RateBasedStatement?.Limit ?? [])
      : []
    expect(limits).toEqual([5000, 300])
  })

  it('is not in dev unless asked for: it costs more than all the rest', () => {
    expect(readHouse('dev').resources('AWS::WAFv2::WebACL')).toEqual([])
  })
})

describe('a domain of one’s own', () => {
  const house = readHouse('prod')

  it('is the distribution’s name, with a certificate that is proved in its zone', () => {
    const [distribution] = house.resources('AWS::CloudFront::Distribution')
    expect(distribution?.at('DistributionConfig.Aliases')).toEqual(['audio.example.com'])
    const [certificate] = house.resources('AWS::CertificateManager::Certificate')
    expect(certificate?.at('DomainValidationOptions')).toEqual([
      { DomainName: 'audio.example.com', HostedZoneId: 'Z0123456789ABCDEFGHIJ' },
    ])
  })

  it('points to CloudFront, for both kinds of addresses', () => {
    const records = house.resources('AWS::Route53::RecordSet')
    expect(records.map((record) => [record.at('Type'), record.at('Name')])).toEqual([
      ['A', 'audio.example.com.'],
      ['AAAA', 'audio.example.com.'],
    ])
  })
})
