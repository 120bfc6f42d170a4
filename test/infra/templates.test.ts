import { readFileSync } from 'node:fs'
import { readHouse } from './support/house'
import { renderStages } from './support/render'

describe.each(['dev', 'prod'] as const)('what a deployment of %s makes', (stage) => {
  it('is written down, so that a review sees what a change deploys (`npm run templates` writes it)', () => {
    expect(renderStages()[stage]).toBe(readFileSync(`test/infra/templates/${stage}.txt`, 'utf8'))
  })
})

const keys = [
  { AttributeName: 'pk', KeyType: 'HASH' },
  { AttributeName: 'sk', KeyType: 'RANGE' },
]

/**
 * Whatever holds data, by room and logical id, with the properties whose change would make CloudFormation replace it by an empty one
 * (“Update requires: Replacement” in its reference). Nothing writes this list: a line of it changes only together with a way to move the data.
 */
const holders: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'auth/table8235A42E': { TableName: undefined, KeySchema: keys },
  'auth/users9E3E6EF7': {
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AliasAttributes: undefined,
    Schema: undefined,
  },
  // Sessions end with it.
  'auth/usersapi5006878A': { UserPoolId: { Ref: 'users9E3E6EF7' }, GenerateSecret: undefined },
  'jobs/audio7A09CF3B': { BucketName: undefined },
  'jobs/table8235A42E': { TableName: undefined, KeySchema: keys },
  'jobs/uploadsC5D9E923': { BucketName: undefined },
  'web/pagebucket636AB725': { BucketName: undefined },
}
const types = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient']

it.each(['dev', 'prod'] as const)('%s: an update replaces no table, bucket or user pool', (stage) => {
  const found = types.flatMap((type) => readHouse(stage).resources(type))
  expect(found.map(({ room, id }) => `${room}/${id}`).sort()).toEqual(Object.keys(holders).sort())
  for (const resource of found)
    for (const [property, value] of Object.entries(holders[`${resource.room}/${resource.id}`] ?? {}))
      expect([property, resource.at(property)]).toEqual([property, value])
})
