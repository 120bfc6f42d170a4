import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { v7 } from 'uuid'
import { jobPrefix } from '../../../lambdas/jobs/env'
import { eventIdOf } from '../../../lambdas/jobs/mailed'
import { discoverAll } from '../../../local/registry'
import { audio, jobIn } from '../jobs'

/** As many as DynamoDB takes in one request. */
const batch = 25
const minute = 60_000

/**
 * Gives somebody a library: so many finished jobs, a minute apart, `Take 1.mp4` the newest. They go straight into the table of a local
 * cloud, as those would that a year has left; their owner has been told of them, so nothing more happens to them.
 */
export async function storeJobs(emulator: string, owner: string, count: number): Promise<void> {
  const TableName = (await discoverAll(emulator)).get('jobs/table-name') ?? ''
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new DynamoDBClient({ endpoint: emulator, region: 'us-east-1', credentials })
  const now = Date.now()
  const rows = Array.from({ length: count }, (_, index) => rowOf(owner, index + 1, now))
  for (let from = 0; from < count; from += batch) {
    const puts = rows.slice(from, from + batch).map((row) => ({ PutRequest: { Item: marshall(row) } }))
    const { UnprocessedItems = {} } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }),
    )
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('The table did not take all of the jobs')
  }
}

function rowOf(owner: string, number: number, now: number) {
  const at = now - number * minute
  const week = now + 7 * 24 * 60 * minute
  const job = jobIn('done', {
    id: v7({ msecs: at }),
    owner,
    name: `Take ${number}.mp4`,
    audio: { ...audio, name: `Take ${number}.mp3`, duration: 60 + number },
    createdAt: at,
    updatedAt: at,
    sourceUntil: week,
    keptUntil: week,
    dueAt: week,
  })
  return { pk: `USER#${owner}`, sk: `${jobPrefix}${job.id}`, ...job, told: eventIdOf(job) }
}
