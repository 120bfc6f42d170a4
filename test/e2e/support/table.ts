import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { discoverAll } from '../../../local/registry'
import { addresses } from './cloud'

/** For the SDK's clients: the tests' own local cloud. */
export function access() {
  return {
    endpoint: addresses().emulator,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
}

/** A parameter that the jobs room published. */
export async function published(name: string) {
  return (await discoverAll(addresses().emulator)).get(`jobs/${name}`) ?? ''
}

/** The jobs table, with an operator's access. */
export async function table() {
  return { TableName: await published('table-name'), client: new DynamoDBClient(access()) }
}
