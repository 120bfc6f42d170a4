import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { overridesKey } from '../../../lambdas/jobs/counters'
import { page, user } from '../../e2e/support/cloud'
import { table } from '../../e2e/support/table'

const limit = 7

describe('200 reservations at once through the API', () => {
  it(`with a limit of ${limit} are ${limit} jobs, and every refusal says limit, value and when it frees`, async () => {
    const { client, token } = await user()
    const { client: dynamo, TableName } = await table()
    const Item = marshall({ ...overridesKey((await client.me()).id), activeJobs: limit })
    await dynamo.send(new PutItemCommand({ TableName, Item }))

    const reserve = async (n: number) => {
      const response = await fetch(`${page()}/v1/uploads`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ name: `${n}.mp4`, size: 1000 }),
      })
      return { status: response.status, body: await response.text() }
    }
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => reserve(n)))

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(limit)
    const refusals = answers
      .filter(({ status }) => status !== 201)
      .map(({ status, body }) => [status, JSON.parse(body)])
    const expected = {
      type: '/problems/quota-exceeded',
      limit: 'activeJobs',
      value: limit,
      freesAt: expect.any(String),
    }
    expect(refusals).toEqual(Array(200 - limit).fill([429, expect.objectContaining(expected)]))
    expect(await client.quota()).toMatchObject({ activeJobs: { limit, used: limit } })
  })
})
