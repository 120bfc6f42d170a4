import { DeleteItemCommand, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { overridesKey } from '../counters'
import { JobRef } from '../domain'
import { jobPrefix } from '../env'
import type { OwnerStore } from '../ports'
import { isJobKey } from './job-store'

/** What the jobs table holds of an owner: under `USER#<owner>`, and what an operator granted. */
export function dynamoOwnerStore(client: DynamoDBClient, TableName: string): OwnerStore {
  /** Sort keys of all rows. */
  const keysOf = async (owner: string): Promise<readonly string[]> => {
    const keys: string[] = []
    const pages = paginateQuery(
      { client },
      {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ProjectionExpression: 'sk',
        ExpressionAttributeValues: marshall({ ':pk': `USER#${owner}` }),
      },
    )
    for await (const { Items = [] } of pages) keys.push(...Items.map((item) => String(unmarshall(item).sk)))
    return keys
  }

  return {
    async jobsOf(owner) {
      const ids = (await keysOf(owner)).filter(isJobKey).map((sk) => sk.slice(jobPrefix.length))
      return ids.map((id) => JobRef.parse({ owner, id }))
    },

    async clear(owner) {
      const rows = (await keysOf(owner)).filter((sk) => !isJobKey(sk)).map((sk) => ({ pk: `USER#${owner}`, sk }))
      for (const row of [...rows, overridesKey(owner)])
        await client.send(new DeleteItemCommand({ TableName, Key: marshall(row) }))
    },
  }
}
