import { openapiDocument } from '../../docs/openapi'
import { createApp as auth } from '../../lambdas/auth/app'
import { createApp as conversion } from '../../lambdas/conversion/app'
import { createApp as gateway } from '../../lambdas/gateway/app'
import { createApp as imports } from '../../lambdas/imports/app'
import { createApp as jobs } from '../../lambdas/jobs/app'
import { everyScope, type Scope } from '../../lambdas/shared/scopes'
import { createApp as sharing } from '../../lambdas/sharing/app'
import { createApp as uploads } from '../../lambdas/uploads/app'
import { silentLog as log, memoryAudioStore, memoryJobStore, memorySourceStore } from '../support/in-memory'
import { ada, quotas, terms } from '../support/jobs'
import { memoryAuth } from '../support/memory-auth'
import { asOwner } from '../support/request'

import { uploadsSettings } from '../support/uploads'

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
  auth(memoryAuth()),
  uploads({ ...kernel, ...uploadsSettings() }),
  imports({ ...kernel, ...uploadsSettings() }),
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

/** A path of the document with its parameters filled in. */
function callable(path: string) {
  return path.replace(/\{\w+\}/g, '01a206a0-d831-743b-a4b6-be7c0c7dd6d8')
}

/** The operations that need a token, with the app that answers each and the one scope it needs. */
const privateOperations = operations
  .filter(({ operation }) => (operation.security ?? []).some((way) => way.bearer))
  .map(({ name, operation }) => {
    const [method = '', path = ''] = name.split(' ')
    const needed = operation.security?.flatMap(({ bearer }) => bearer ?? []) ?? []
    const scope = everyScope.find((one) => one === needed[0])
    const app = apps.find(({ routes }) =>
      routes.some((route) => route.method === method && route.path.replace(/:(\w+)/g, '{$1}') === path),
    )
    if (!app || !scope || needed.length !== 1) throw new Error(`${name} names no scope that there is`)
    return { name, app, method, path: callable(path), scope }
  })

describe('docs/openapi.json', () => {
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
    const isPrivate = ({ operation }: (typeof operations)[number]) =>
      (operation.security ?? []).some((way) => way.bearer)
    const rooms = operations.filter(isPrivate).map(({ name }) => name.split(/[ /]/)[3])
    expect(new Set(rooms)).toEqual(new Set(['me', 'tokens', 'uploads', 'imports', 'jobs', 'quota']))
  })

  describe.each(privateOperations)('$name', ({ app, method, path, scope }) => {
    const as = (scopes: readonly Scope[]) => app.request(path, { method }, asOwner(ada, undefined, scopes))

    it('is closed without a token', async () => {
      const response = await app.request(path, { method })
      expect(await response.json()).toMatchObject({ type: '/problems/unauthenticated', status: 401 })
    })

    it('is closed to a token for everything else, and names what it needs', async () => {
      const response = await as(everyScope.filter((other) => other !== scope))
      expect(await response.json()).toMatchObject({ type: '/problems/insufficient-scope', status: 403, scope })
      expect(response.headers.get('www-authenticate')).toBe(`Bearer error="insufficient_scope", scope="${scope}"`)
    })

    it('is open to a token for this alone', async () => {
      expect(await (await as([scope])).text()).not.toContain('/problems/insufficient-scope')
    })
  })

  it('an operation that reads a body says that it may be too large or no JSON', () => {
    for (const { operation } of operations.filter(({ operation }) => operation.requestBody))
      expect(Object.keys(operation.responses ?? {})).toEqual(expect.arrayContaining(['400', '413', '415']))
  })
})
