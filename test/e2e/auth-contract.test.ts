import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoAccountStore } from '../../lambdas/auth/aws/account-store'
import { dynamoAttempts } from '../../lambdas/auth/aws/attempts'
import { dynamoCodes } from '../../lambdas/auth/aws/codes'
import { discoverAll } from '../../local/registry'
import { accountStoreContract, attemptsContract } from '../contract/account-store'
import { codesContract } from '../contract/codes'
import { addresses } from './support/cloud'

function client() {
  return new DynamoDBClient({
    endpoint: addresses().emulator,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
}

async function table(): Promise<string> {
  return (await discoverAll(addresses().emulator)).get('auth/table-name') ?? ''
}

describe('the auth room’s table in DynamoDB', () =>
  accountStoreContract(async () => dynamoAccountStore(client(), await table())))
describe('attempts in DynamoDB', () => attemptsContract(async () => dynamoAttempts(client(), await table())))
describe('codes in DynamoDB', () => codesContract(async () => dynamoCodes(client(), await table())))
