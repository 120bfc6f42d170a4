import { randomUUID } from 'node:crypto'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { createClient } from '../../../client/api/client'
import { isTransient, ProblemError } from '../../../client/api/errors'
import { retry } from '../../../client/api/retry'
import { overridesKey } from '../../../lambdas/jobs/counters'
import { page, user } from '../../e2e/support/cloud'
import { table } from '../../e2e/support/table'

const limit = 7
const count = 200

describe(`${count} reservations at once through the API`, () => {
  it(`with a limit of ${limit} are ${limit} jobs, and every refusal says limit, value and when it frees`, async () => {
    const { email, password } = await user()
    const client = createClient({ baseUrl: page() })
    await client.login({ email, password })
    const { client: dynamo, TableName } = await table()
    const Item = marshall({ ...overridesKey((await client.me()).id), activeJobs: limit })
    await dynamo.send(new PutItemCommand({ TableName, Item }))

    // Two cores cannot start a process for each of them in time. A client that gets a 5xx tries again under the same key.
    const reserve = (n: number) => {
      const key = randomUUID()
      return retry(() => client.reserve({ name: `${n}.mp4`, size: 1000 }, { key }), { isTransient }).then(
        ({ job }) => job.id,
        (error: unknown) => error,
      )
    }
    const answers = await Promise.all(Array.from({ length: count }, (_, n) => reserve(n)))

    const jobs = answers.filter((answer) => typeof answer === 'string')
    expect(new Set(jobs).size).toBe(limit)
    const refusals = answers.filter((answer) => typeof answer !== 'string')
    const quota = { limit: 'activeJobs', value: limit, freesAt: expect.any(String) }
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(ProblemError)
      expect(refusal).toMatchObject({ status: 429, type: '/problems/quota-exceeded', quota })
    }
    expect(refusals).toHaveLength(count - limit)
    expect(await client.quota()).toMatchObject({ activeJobs: { limit, used: limit } })
  })
})
