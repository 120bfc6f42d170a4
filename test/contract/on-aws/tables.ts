import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { dynamoAccountStore } from '../../../lambdas/auth/aws/account-store'
import { dynamoAttempts } from '../../../lambdas/auth/aws/attempts'
import { dynamoCodes } from '../../../lambdas/auth/aws/codes'
import { dynamoJobStore } from '../../../lambdas/jobs/aws/job-store'
import { dynamoOwnerStore } from '../../../lambdas/jobs/aws/owner-store'
import { overridesKey } from '../../../lambdas/jobs/counters'
import type { QuotaOverrides } from '../../../lambdas/jobs/quotas'
import { accountStoreContract, attemptsContract } from '../account-store'
import { codesContract } from '../codes'
import { jobStoreContract } from '../job-store'
import { keyedRequestContract } from '../keyed-requests'
import { ownerStoreContract } from '../owner-store'
import { accessTo, type OpenCloud } from './cloud'

export function tableContracts(cloud: OpenCloud): void {
  describe('the jobs table in DynamoDB', () => {
    const stores = async () => {
      const { jobsTable: TableName, ...rest } = await cloud()
      const client = new DynamoDBClient(accessTo(rest))
      const override = async (owner: string, overrides: QuotaOverrides) => {
        await client.send(new PutItemCommand({ TableName, Item: marshall({ ...overridesKey(owner), ...overrides }) }))
      }
      return { jobs: dynamoJobStore(client, TableName), owners: dynamoOwnerStore(client, TableName), override }
    }
    describe('notes requests with a key, which', () => keyedRequestContract(async () => (await stores()).jobs))
    jobStoreContract(stores)
    describe('has rows of an owner, and', () => ownerStoreContract(stores))
  })

  const open = async () => {
    const { authTable, ...rest } = await cloud()
    return [new DynamoDBClient(accessTo(rest)), authTable] as const
  }
  describe('the auth room’s table in DynamoDB', () =>
    accountStoreContract(async () => dynamoAccountStore(...(await open()))))
  describe('attempts in DynamoDB', () => attemptsContract(async () => dynamoAttempts(...(await open()))))
  describe('codes in DynamoDB', () => codesContract(async () => dynamoCodes(...(await open()))))
}
