import { stageNames } from '../../lib/stages'
import { readHouse } from './support/house'

const published = stageNames.filter((name) => readHouse(name).stage.publishPage)

describe.each(published)('the page of %s', (stage) => {
  const house = readHouse(stage)
  const deployments = house.resources('Custom::CDKBucketDeployment')
  const find = (path: string) => deployments.filter((one) => JSON.stringify(one.at('Include') ?? []).includes(path))
  const [assets] = find('assets/*')
  const [rest] = deployments.filter((one) => one !== assets)

  it('has files that browsers keep for ever, for their names change with their content', () => {
    expect(assets?.at('Exclude')).toEqual(['*'])
    expect(assets?.at('SystemMetadata')).toEqual({ 'cache-control': 'public, max-age=31536000, immutable' })
  })

  it('keeps those of earlier deployments, for pages that are still open', () => {
    expect(assets?.at('Prune')).toBe(false)
  })

  it('has an index.html that browsers and CloudFront revalidate each time', () => {
    expect(deployments).toHaveLength(2)
    expect(rest?.at('Include')).toBeUndefined()
    expect(rest?.at('Exclude')).toEqual(['assets/*'])
    expect(rest?.at('SystemMetadata')).toEqual({ 'cache-control': 'no-cache' })
    expect(rest?.at('DistributionPaths')).toContain('/index.html')
  })

  it('is not published before the files that it refers to', () => {
    const { Resources = {} } = house.stacks.find(({ room }) => room === 'web')?.template ?? {}
    const order: unknown = Object.entries(Resources).find(([id]) => id === rest?.id)?.[1]
    expect(order).toMatchObject({ DependsOn: expect.arrayContaining([assets?.id]) })
  })
})
