import { createApp as createImportsApp } from '../../../lambdas/imports/app'
import { createApp as createJobsApp } from '../../../lambdas/jobs/app'
import { usageKey, usageOfDayKey } from '../../../lambdas/jobs/counters'
import { dayOf } from '../../../lambdas/jobs/quotas'
import { createApp } from '../../../lambdas/uploads/app'
import { memoryAudioStore, memoryJobStore, memorySourceStore, silentLog } from '../../support/in-memory'
import { ada, bob, idAt, jobIn, newYear, quotas, terms } from '../../support/jobs'
import { aProblem, caller, type ProblemBody, problemIn } from '../../support/request'
import { uploadsSettings } from '../../support/uploads'

const GiB = 1024 ** 3
const failedId = idAt(901)

/** The rooms on one table, where Ada has a failed job; and everything that a refused request must leave unchanged. */
function house() {
  const jobs = memoryJobStore(jobIn('failed', { id: failedId }), jobIn('reserved', { id: idAt(902), owner: bob }))
  const sources = memorySourceStore()
  const deps = { jobs, sources, terms, quotas, now: () => newYear, log: silentLog }
  const settings = uploadsSettings()
  const apps = {
    uploads: createApp({ ...deps, ...settings }),
    imports: createImportsApp({ ...deps, ...settings }),
    jobs: createJobsApp({ ...deps, audio: memoryAudioStore() }),
  }
  const roomOf = (path: string) =>
    path.startsWith('/v1/jobs') ? apps.jobs : path.startsWith('/v1/imports') ? apps.imports : apps.uploads
  const call = (path: string, body: unknown, headers: Record<string, string> = {}, method = 'POST') =>
    caller(roomOf(path), ada)<ProblemBody>(method, path, body, headers)
  const traces = () => ({
    writes: jobs.writes.length,
    uploads: sources.open.size,
    usage: jobs.counts(usageKey(ada)),
    usageOfDay: jobs.counts(usageOfDayKey(ada, dayOf(newYear))),
  })
  return { call, traces, jobs }
}

const untouched = { writes: 0, uploads: 0, usage: {}, usageOfDay: {} }

const file = { name: 'a.mp4', size: 1000 }
const remote = { url: 'https://example.org/a.mp4' }

const names: readonly (readonly [string, unknown])[] = [
  ['an empty name', ''],
  ['a blank name', ' \t '],
  ['a name with a slash', 'videos/a.mp4'],
  ['a name that climbs', '../../etc/passwd'],
  ['a name with a backslash', 'C:\\a.mp4'],
  ['a name with a null', 'a\u0000.mp4'],
  ['a name with a line feed', 'a\nb.mp4'],
  ['a name with an escape', '\u001b[31ma.mp4'],
  ['a name with a C1 control', 'a\u0085b.mp4'],
  ['a name with a line separator', 'a\u2028b.mp4'],
  ['a name written backwards', '\u202e4pm.exe'],
  ['a name with an isolate', 'a\u2067b.mp4'],
  ['a name with a mark', 'a\u200fb.mp4'],
  ['half a character', 'a\ud83d.mp4'],
  ['a name of 256 characters', 'a'.repeat(256)],
  ['a name of 5,000 characters', 'a'.repeat(5000)],
  ['a number for a name', 7],
  ['a list for a name', ['a.mp4']],
]

const options: readonly (readonly [string, unknown, string])[] = [
  ['an unknown option', { speed: 2 }, 'options.speed'],
  ['an unknown format', { format: 'docx' }, 'options.format'],
  ['a text for options', 'mp3', 'options'],
  ['a list for options', [], 'options'],
]

const cases: readonly (readonly [string, string, unknown, number, string, readonly string[]])[] = [
  ...[0, -1, 1.5, 20 * GiB + 1, 2 ** 53, Number.MAX_VALUE, '1000', null, true].map(
    (size) => [`size ${size}`, '/v1/uploads', { ...file, size }, 400, 'invalid-request', ['size']] as const,
  ),
  ['no size', '/v1/uploads', { name: 'a.mp4' }, 400, 'invalid-request', ['size']],
  ['another checksum', '/v1/uploads', { ...file, checksum: 'md5' }, 400, 'invalid-request', ['checksum']],
  ...names.flatMap(
    ([what, name]) =>
      [
        [what, '/v1/uploads', { ...file, name }, 400, 'invalid-request', ['name']],
        [what, '/v1/imports', { ...remote, name }, 400, 'invalid-request', ['name']],
      ] as const,
  ),
  ...options.flatMap(
    ([what, wrong, field]) =>
      [
        [what, '/v1/uploads', { ...file, options: wrong }, 400, 'invalid-request', [field]],
        [what, '/v1/imports', { ...remote, options: wrong }, 400, 'invalid-request', [field]],
      ] as const,
  ),
  ['an unknown field', '/v1/uploads', { ...file, owner: bob }, 400, 'invalid-request', ['owner']],
  ['an unknown field', '/v1/imports', { ...remote, size: 7 }, 400, 'invalid-request', ['size']],
  ['no address', '/v1/imports', {}, 400, 'invalid-request', ['url']],
  ['no text for an address', '/v1/imports', { url: 7 }, 400, 'invalid-request', ['url']],
  [
    'a long address',
    '/v1/imports',
    { url: `https://example.org/${'a'.repeat(2048)}` },
    400,
    'invalid-request',
    ['url'],
  ],
  ['http', '/v1/imports', { url: 'http://example.org/a.mp4' }, 400, 'invalid-request', ['url']],
  ['a file', '/v1/imports', { url: 'file:///etc/passwd' }, 400, 'invalid-request', ['url']],
  ['credentials', '/v1/imports', { url: 'https://a:b@example.org/' }, 400, 'invalid-request', ['url']],
  ['a metadata service', '/v1/imports', { url: 'https://169.254.169.254/' }, 400, 'invalid-request', ['url']],
  ['this machine', '/v1/imports', { url: 'https://2130706433/' }, 400, 'invalid-request', ['url']],
  ...['/v1/uploads', '/v1/imports'].flatMap(
    (path) =>
      [
        ['no JSON', path, '{"name":', 400, 'invalid-request', []],
        ['a list', path, [], 400, 'invalid-request', ['']],
        ['null', path, 'null', 400, 'invalid-request', ['']],
        ['a text', path, '"a.mp4"', 400, 'invalid-request', ['']],
        ['a body of 70 KB', path, { name: 'a'.repeat(70_000) }, 413, 'body-too-large', []],
      ] as const,
  ),
]

describe('a request that cannot be fulfilled', () => {
  it.each(cases)(
    '%s for %s is a problem, and leaves nothing behind',
    async (_what, path, body, status, code, fields) => {
      const { call, traces } = house()
      const answer = await call(path, body)
      expect(problemIn(answer)).toEqual(aProblem(status, code, fields))
      // A sentence, not a message of the schema library's own.
      expect(answer.body.detail).toMatch(/[A-Z].*\.$/)
      expect(traces()).toEqual(untouched)
    },
  )

  it.each(['/v1/uploads', '/v1/imports'])('of another type than JSON for %s is a problem', async (path) => {
    const { call, traces } = house()
    const answer = await call(path, JSON.stringify(file), { 'Content-Type': 'text/plain' })
    expect(problemIn(answer)).toEqual(aProblem(415, 'unsupported-body'))
    expect(traces()).toEqual(untouched)
  })

  it.each([
    ['/v1/uploads', file, { ...file, size: 1001 }],
    ['/v1/imports', remote, { url: 'https://example.org/b.mp4' }],
    ['/v1/imports', remote, { ...remote, name: 'b.mp4' }],
  ])('with the key of another for %s is a problem, and leaves the first unchanged', async (path, first, second) => {
    const { call, traces } = house()
    expect((await call(path, first, { 'Idempotency-Key': 'k' })).status).toBe(201)
    const before = traces()
    const answer = await call(path, second, { 'Idempotency-Key': 'k' })
    expect(problemIn(answer)).toEqual(aProblem(422, 'idempotency-key-reused', ['Idempotency-Key']))
    expect(traces()).toEqual(before)
  })

  it.each([
    ['POST', (id: string) => `/v1/uploads/${id}/parts`, { numbers: [1] }],
    ['GET', (id: string) => `/v1/uploads/${id}/parts`, undefined],
    ['POST', (id: string) => `/v1/uploads/${id}/complete`, undefined],
    ['DELETE', (id: string) => `/v1/uploads/${id}`, undefined],
    ['GET', (id: string) => `/v1/jobs/${id}`, undefined],
    ['POST', (id: string) => `/v1/jobs/${id}/cancel`, undefined],
    ['POST', (id: string) => `/v1/jobs/${id}/retry`, undefined],
    ['DELETE', (id: string) => `/v1/jobs/${id}`, undefined],
  ] as const)('about a foreign or impossible id is a 404: %s %s', async (method, path, body) => {
    const { call, traces } = house()
    for (const id of [idAt(902), idAt(903), 'not-an-id', '0', '..%2f..%2fetc', 'a'.repeat(3000), '%00', '🎬'])
      expect(problemIn(await call(path(id), body, {}, method))).toEqual(aProblem(404, 'not-found'))
    expect(traces()).toEqual(untouched)
  })
})

describe('a name that is harmless', () => {
  it.each([
    '🎬 Ferien 👩‍👩‍👧.mp4',
    'فيلم.mp4',
    '映画.mov',
    'Ünïcödé “x”.mkv',
    '.hidden',
    'a'.repeat(255),
    'CON',
    '-rf',
    '<b>&.mp4',
  ])('is kept as it is: %s', async (name) => {
    const { call, jobs } = house()
    await call('/v1/uploads', { ...file, name })
    await call('/v1/imports', { ...remote, name })
    expect(jobs.writes.map(({ after }) => after?.name)).toEqual([name, name])
  })

  it.each([
    ['https://example.org/videos/my%20film.mp4?x=1', 'my film.mp4'],
    ['https://example.org/', 'example.org'],
    ['https://example.org/a%2fb.mp4', 'example.org'],
    ['https://example.org/%00.mp4', 'example.org'],
    ['https://example.org/100%.mp4', '100%.mp4'],
    [`https://example.org/${'a'.repeat(300)}`, 'example.org'],
  ])('is found in the address %s', async (url, name) => {
    const { call, jobs } = house()
    await call('/v1/imports', { url })
    expect(jobs.writes.map(({ after }) => after?.name)).toEqual([name])
  })
})

describe('an upload to an import', () => {
  it.each([
    ['POST', 'parts', { numbers: [1] }],
    ['GET', 'parts', undefined],
    ['POST', 'complete', undefined],
  ])('is refused: %s %s', async (method, verb, body) => {
    const { call, traces } = house()
    const { job } = (await call('/v1/imports', remote)).body as unknown as { readonly job: { readonly id: string } }
    const before = traces()
    expect(problemIn(await call(`/v1/uploads/${job.id}/${verb}`, body, {}, method))).toEqual(
      aProblem(409, 'wrong-state'),
    )
    expect(traces()).toEqual(before)
  })

  it('is not needed to give it up: its reservation is free at once', async () => {
    const { call, traces } = house()
    const { job } = (await call('/v1/imports', remote)).body as unknown as { readonly job: { readonly id: string } }
    expect((await call(`/v1/uploads/${job.id}`, undefined, {}, 'DELETE')).status).toBe(204)
    expect(traces()).toMatchObject({ uploads: 0, usage: { activeJobs: 0 } })
  })
})

describe('checksums', () => {
  const sha256 = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg='
  const reserved = async (checksum: string | undefined) => {
    const { call, traces } = house()
    const { body } = await call('/v1/uploads', { ...file, size: 6 * 1024 ** 2, ...(checksum && { checksum }) })
    const { job, upload } = body as unknown as {
      readonly job: { readonly id: string }
      readonly upload: { readonly parts: unknown[]; readonly partCount: number }
    }
    return { upload, traces, ask: (wanted: unknown) => call(`/v1/uploads/${job.id}/parts`, wanted) }
  }

  it('are signed into the URL that they are given for, as headers to send', async () => {
    const { upload, ask } = await reserved('sha256')
    expect(upload).toMatchObject({ partCount: 2, parts: [] })
    const { body } = await ask({ numbers: [2], checksums: { 2: sha256 } })
    expect(body).toMatchObject({ parts: [{ number: 2, headers: { 'x-amz-checksum-sha256': sha256 } }] })
  })

  it.each([
    ['sha256', { numbers: [1] }, 'checksums.1'],
    ['sha256', { numbers: [1, 2], checksums: { 1: sha256 } }, 'checksums.2'],
    ['sha256', { numbers: [1], checksums: { 1: 'AAAAAA==' } }, 'checksums.1'],
    ['sha256', { numbers: [1], checksums: { 1: `${sha256} ` } }, 'checksums.1'],
    ['sha256', { numbers: [1], checksums: { 1: sha256, 2: sha256 } }, 'checksums.2'],
    ['crc32c', { numbers: [1], checksums: { 1: sha256 } }, 'checksums.1'],
    [undefined, { numbers: [1], checksums: { 1: sha256 } }, 'checksums.1'],
    ['sha256', { numbers: [3], checksums: { 3: sha256 } }, 'numbers'],
  ])('of an upload with %s: %j is a problem with the field %s', async (checksum, wanted, field) => {
    const { ask } = await reserved(checksum)
    expect(problemIn(await ask(wanted))).toEqual(aProblem(400, 'invalid-request', [field]))
  })
})
