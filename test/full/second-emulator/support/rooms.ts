import { randomUUID } from 'node:crypto'
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { accessTo, type Cloud } from '../../../contract/on-aws/cloud'
import { readHouse } from '../../../infra/support/house'

/** Makes the tables and buckets that the contracts need, as the templates of the local stage define them. */
export async function makeRooms(endpoint: string): Promise<Cloud> {
  const house = readHouse('local')
  const tables = new DynamoDBClient(accessTo({ endpoint }))
  const buckets = new S3Client({ ...accessTo({ endpoint }), forcePathStyle: true })

  const published = (name: string) => {
    const parameter = house
      .resources('AWS::SSM::Parameter')
      .find((one) => one.at('Name') === `/audiolift/local/${name}`)
    const resource = parameter && house.follow(parameter, parameter.at('Value'))
    if (!resource) throw new Error(`The templates do not publish ${name}`)
    return resource
  }

  const table = async (name: string): Promise<string> => {
    const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes } = published(name)
      .properties as CreateTableCommandInput
    const TableName = randomUUID()
    await tables.send(
      new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes }),
    )
    return TableName
  }

  const bucket = async (name: string): Promise<string> => {
    const Bucket = `${published(name).id.toLowerCase()}-${randomUUID()}`
    await buckets.send(new CreateBucketCommand({ Bucket }))
    return Bucket
  }

  return {
    endpoint,
    jobsTable: await table('jobs/table-name'),
    authTable: await table('auth/table-name'),
    uploadsBucket: await bucket('jobs/uploads-bucket'),
    audioBucket: await bucket('jobs/audio-bucket'),
  }
}
