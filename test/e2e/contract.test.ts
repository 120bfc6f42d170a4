import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { discoverAll } from '../../local/registry'
import { awsContracts } from '../contract/on-aws'
import { accessTo, type Cloud } from '../contract/on-aws/cloud'
import { addresses } from './support/cloud'

let cloud: Cloud

beforeAll(async () => {
  const endpoint = addresses().emulator
  const parameters = await discoverAll(endpoint)
  const published = (name: string): string => {
    const value = parameters.get(name)
    if (!value) throw new Error(`The rooms have not published ${name}`)
    return value
  }
  cloud = {
    endpoint,
    jobsTable: await copyTable(endpoint, published('jobs/table-name')),
    authTable: published('auth/table-name'),
    uploadsBucket: published('jobs/uploads-bucket'),
    audioBucket: published('jobs/audio-bucket'),
  }
})

afterAll(async () => {
  await new DynamoDBClient(accessTo(cloud)).send(new DeleteTableCommand({ TableName: cloud.jobsTable }))
})

/** Makes an empty table with the keys and indexes of another one. */
async function copyTable(endpoint: string, original: string): Promise<string> {
  const client = new DynamoDBClient(accessTo({ endpoint }))
  const { Table } = await client.send(new DescribeTableCommand({ TableName: original }))
  const TableName = `contract-${randomUUID()}`
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: Table?.KeySchema,
      AttributeDefinitions: Table?.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  )
  return TableName
}

awsContracts(async () => cloud, { takesTinyParts: true, ignoresSize: false })
