import { edgeHeader } from '../../../lambdas/shared/env'
import { throughEdge } from '../../../lambdas/shared/gateway'
import { createHttpApp } from '../../../lambdas/shared/http'
import { silentLog } from '../../support/in-memory'
import { gatewayEvent, lambdaContext } from '../../support/lambda-events'

describe('a function behind the gateway', () => {
  const app = createHttpApp(silentLog)
  app.get('/v1/jobs', (c) => c.json({ jobs: [] }))
  const handler = throughEdge(app, 'key')
  const call = (headers: Record<string, string>) => handler(gatewayEvent('GET', '/v1/jobs', headers), lambdaContext)

  it('answers what came through CloudFront', async () => {
    expect(await call({ [edgeHeader]: 'key' })).toMatchObject({ statusCode: 200, body: '{"jobs":[]}' })
  })

  it.each<Record<string, string>>([{}, { [edgeHeader]: 'guess' }, { [edgeHeader]: '' }])(
    'tells who calls it past that (%j) where to call',
    async (headers) => {
      const answer = await call(headers)
      expect(answer).toMatchObject({ statusCode: 403, headers: { 'content-type': 'application/problem+json' } })
      expect(JSON.parse(String(answer.body))).toMatchObject({
        type: '/problems/wrong-address',
        status: 403,
        detail: expect.stringContaining('under the address of the page'),
      })
    },
  )
})
