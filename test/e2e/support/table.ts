import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { discoverAll } from '../../../local/registry'
import { addresses } from './cloud'

/** For the SDK's clients: the tests' own local cloud. */
export const access = () => ({
  endpoint: addresses().emulator,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
})

/** What the jobs room published. */
export const published = async (name: string) => (await discoverAll(addresses().emulator)).get(`jobs/${name}`) ?? ''

/** The jobs table, as an operator reaches it. */
export const table = async () => ({ TableName: await published('table-name'), client: new DynamoDBClient(access()) })
