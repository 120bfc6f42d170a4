import { readFileSync } from 'node:fs'
import { openapiDocument, openapiJson, openapiPath } from '../../docs/openapi'
import { createApp as auth } from '../../lambdas/auth/app'
import { createApp as conversion } from '../../lambdas/conversion/app'
import { createApp as gateway } from '../../lambdas/gateway/app'
import { createApp as jobs } from '../../lambdas/jobs/app'
import { createApp as sharing } from '../../lambdas/sharing/app'
import { createApp as uploads } from '../../lambdas/uploads/app'
import {
  silentLog as log,
  memoryAudioStore,
  memoryDirectory,
  memoryJobStore,
  memorySourceStore,
} from '../support/in-memory'
import { quotas, terms } from '../support/jobs'

const kernel = {
  jobs: memoryJobStore(),
  sources: memorySourceStore(),
  audio: memoryAudioStore(),
  terms,
  quotas,
  now: () => 0,
  log,
}
const apps = [
  gateway({ openapi: {}, log }),
  auth({ directory: memoryDirectory(), log }),
  uploads({ ...kernel, maxSize: 1, newId: () => '', newSecret: () => '' }),
  jobs(kernel),
  conversion({ log }),
  sharing(kernel),
]

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

const operations = Object.entries(openapiDocument().paths ?? {}).flatMap(([path, item]) =>
  methods.flatMap((method) => {
    const operation = item[method]
    return operation ? [{ name: `${method.toUpperCase()} ${path}`, operation }] : []
  }),
)

describe('docs/openapi.json', () => {
  it('is what the schemas say; if not: npm run openapi', () => {
    expect(readFileSync(openapiPath, 'utf8')).toBe(openapiJson())
  })

  it('describes every route that there is, and no other', () => {
    const routes = apps
      .flatMap((app) => app.routes)
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(operations.map(({ name }) => name).sort()).toEqual([...new Set(routes)].sort())
  })

  it.each(operations.map(({ name, operation }) => [name, operation] as const))(
    '%s says how it refuses',
    (_name, operation) => {
      const refusals = Object.entries(operation.responses ?? {}).filter(([status]) => /^[45]/.test(status))
      expect(refusals.length).toBeGreaterThan(0)
      for (const [, response] of refusals) expect(JSON.stringify(response)).toContain('application/problem+json')
    },
  )

  it('says which operations need a token: all but those under public routes', () => {
    const isPrivate = ({ operation }: (typeof operations)[number]) => (operation.security ?? []).length > 0
    const rooms = operations.filter(isPrivate).map(({ name }) => name.split(/[ /]/)[3])
    expect(new Set(rooms)).toEqual(new Set(['me', 'uploads', 'jobs', 'quota']))
  })

  it('an operation that reads a body says that it may be too large or no JSON', () => {
    for (const { operation } of operations.filter(({ operation }) => operation.requestBody))
      expect(Object.keys(operation.responses ?? {})).toEqual(expect.arrayContaining(['400', '413', '415']))
  })
})
