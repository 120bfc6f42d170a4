import { type StageName, stageNames } from '../../lib/stages'
import { readHouse, refusesPlainHttp, targetOf } from './support/house'

const day = 24 * 60 * 60 * 1000

describe.each(stageNames)('data of %s', (name: StageName) => {
  const house = readHouse(name)

  it('no bucket can be made public', () => {
    const buckets = house.resources('AWS::S3::Bucket')
    expect(buckets.length).toBeGreaterThanOrEqual(3)
    for (const bucket of buckets)
      expect(bucket.at('PublicAccessBlockConfiguration')).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
  })

  it('every bucket refuses plain HTTP', () => {
    const guarded = house
      .resources('AWS::S3::BucketPolicy')
      .filter((policy) => refusesPlainHttp(policy.at('PolicyDocument')))
      .map((policy) => `${policy.room}/${targetOf(policy.at('Bucket'))}`)
    const buckets = house.resources('AWS::S3::Bucket').map(({ room, id }) => `${room}/${id}`)
    expect(buckets.filter((bucket) => !guarded.includes(bucket))).toEqual([])
  })

  it('every bucket is encrypted at rest', () => {
    for (const bucket of house.resources('AWS::S3::Bucket'))
      expect(bucket.at('BucketEncryption.ServerSideEncryptionConfiguration')).toHaveLength(1)
  })

  it('media outlive their jobs, never the other way round, and go away by themselves', () => {
    const retention = house.stage.terms.retention / day
    const rules = house
      .resources('AWS::S3::Bucket')
      .filter(({ room }) => room === 'jobs')
      .map((bucket) => JSON.stringify(bucket.at('LifecycleConfiguration.Rules')))
    expect(rules).toHaveLength(2)
    for (const rule of rules) {
      expect(Number(/"ExpirationInDays":(\d+)/.exec(rule)?.[1])).toBeGreaterThan(retention)
      expect(Number(/"DaysAfterInitiation":(\d+)/.exec(rule)?.[1])).toBeGreaterThan(house.stage.terms.reservation / day)
    }
  })

  it('every table can be put back to any second of the last weeks', () => {
    const tables = house.resources('AWS::DynamoDB::Table')
    expect(tables.length).toBeGreaterThan(0)
    for (const table of tables) {
      expect(table.at('PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled')).toBe(true)
      expect(table.at('DeletionProtectionEnabled') === true).toBe(house.stage.protect)
    }
  })

  it('keeps users’ data when a stack is removed in prod, and nowhere else', () => {
    const kept = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool'].flatMap((type) =>
      house.resources(type).map(({ deletionPolicy }) => deletionPolicy),
    )
    expect(new Set(kept)).toEqual(new Set([name === 'prod' ? 'RetainExceptOnCreate' : 'Delete']))
  })

  it('the table has the due index, and a stream with both images for the relay', () => {
    const table = house.resources('AWS::DynamoDB::Table').find(({ room }) => room === 'jobs')
    expect(JSON.stringify(table?.at('GlobalSecondaryIndexes'))).toContain('"dueShard"')
    expect(table?.at('StreamSpecification.StreamViewType')).toBe('NEW_AND_OLD_IMAGES')
  })

  it('the relay is told of jobs, not of counters, and counters of days go away by themselves', () => {
    const [table] = house.resources('AWS::DynamoDB::Table')
    expect(table?.at('TimeToLiveSpecification')).toEqual({ AttributeName: 'removeAfter', Enabled: true })
    const filters = house
      .resources('AWS::Lambda::EventSourceMapping')
      .flatMap((mapping) => JSON.stringify(mapping.at('FilterCriteria') ?? []))
    expect(filters.filter((filter) => filter.includes('JOB#'))).toHaveLength(1)
  })
})
