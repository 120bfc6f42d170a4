import type { Job } from '../../../lambdas/jobs/domain'
import { cancel, upload } from '../../../lambdas/jobs/life'
import { released, remove } from '../../../lambdas/jobs/retention'
import type { JobView } from '../../../lambdas/jobs/view'
import { createApp } from '../../../lambdas/uploads/app'
import { memoryJobStore, memorySourceStore, silentLog } from '../../support/in-memory'
import { ada, anyJobIn, bob, jobId, jobIn, newYear, quotas, states, terms } from '../../support/jobs'
import { aProblem, caller, problemIn } from '../../support/request'
import { uploadsSettings } from '../../support/uploads'

const MiB = 1024 ** 2
const maxSize = 20 * 1024 ** 3
const now = newYear + 5000

interface Reserved {
  readonly job: JobView
  readonly upload: {
    readonly partSize: number
    readonly partCount: number
    readonly parts: readonly { readonly number: number; readonly size: number; readonly url: string }[]
  }
}

function room(...seed: readonly Job[]) {
  const jobs = memoryJobStore(...seed)
  const sources = memorySourceStore()
  const app = createApp({
    jobs,
    sources,
    terms,
    quotas,
    ...uploadsSettings(),
    maxSize,
    now: () => now,
    log: silentLog,
  })
  return { jobs, sources, app, asAda: caller(app, ada), asBob: caller(app, bob) }
}

/** A reservation of `size` bytes by Ada, whose id is `jobId`. */
async function reserved(size: number) {
  const made = room()
  await made.asAda('POST', '/v1/uploads', { name: 'holiday.mp4', size })
  const job = made.jobs.row({ owner: ada, id: jobId })
  if (job?.state !== 'reserved') throw new Error('not reserved')
  return { ...made, job }
}

describe('POST /v1/uploads', () => {
  it('reserves a job and signs the part of a small file', async () => {
    const { asAda, jobs } = room()
    const { status, body } = await asAda<Reserved>('POST', '/v1/uploads', { name: 'holiday.mp4', size: 1000 })
    expect(status).toBe(201)
    expect(body.job).toMatchObject({ id: jobId, state: 'reserved', options: { format: 'mp3' } })
    expect(body.upload).toMatchObject({ partSize: 5 * MiB, partCount: 1, parts: [{ number: 1, size: 1000 }] })
    expect(jobs.row({ owner: ada, id: jobId })).toMatchObject({ name: 'holiday.mp4', size: 1000, shareKey: 'secret' })
  })

  it('signs the first hundred parts of a large one', async () => {
    const { body } = await room().asAda<Reserved>('POST', '/v1/uploads', { name: 'a.mp4', size: maxSize })
    expect(body.upload.parts.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
    expect(body.upload.partCount).toBe(maxSize / (16 * MiB))
  })

  it('begins the upload before it writes the row, so that no row is without one', async () => {
    const { asAda, jobs, sources } = room()
    sources.begin = () => Promise.reject(new Error('S3 is away'))
    expect(problemIn(await asAda('POST', '/v1/uploads', { name: 'a.mp4', size: 1 }))).toEqual(aProblem(500, 'internal'))
    expect(jobs.writes).toHaveLength(0)
  })

  it.each(['ferien 🎉.mp4', '👩‍👩‍👧 family.mov', 'Ünïcödé — “quoted”.mkv', '映画.mp4', 'x'.repeat(255), '..hidden'])(
    'takes the name %p',
    async (name) => {
      const { status, body } = await room().asAda<Reserved>('POST', '/v1/uploads', { name, size: 1 })
      expect({ status, name: body.job.name }).toEqual({ status: 201, name })
    },
  )

  it('trims the name', async () => {
    const { body } = await room().asAda<Reserved>('POST', '/v1/uploads', { name: '  a.mp4\n', size: 1 })
    expect(body.job.name).toBe('a.mp4')
  })

  it.each([
    ['', 'name'],
    ['   ', 'name'],
    ['../etc/passwd', 'name'],
    ['C:\\video.mp4', 'name'],
    ['a\u0000b.mp4', 'name'],
    ['a\nb.mp4', 'name'],
    ['a\u2028b.mp4', 'name'],
    ['\u202egpj.exe', 'name'],
    ['a\u2066b', 'name'],
    ['half \ud83c', 'name'],
    ['x'.repeat(256), 'name'],
    [7, 'name'],
    [null, 'name'],
  ])('refuses the name %p', async (name, field) => {
    const { asAda, jobs } = room()
    const answer = await asAda('POST', '/v1/uploads', { name, size: 1 })
    expect(problemIn(answer)).toEqual(aProblem(400, 'invalid-request', [field]))
    expect(jobs.writes).toHaveLength(0)
  })

  it.each([0, -1, 1.5, maxSize + 1, 2 ** 60, '1000', null])('refuses the size %p', async (size) => {
    const answer = await room().asAda('POST', '/v1/uploads', { name: 'a.mp4', size })
    expect(problemIn(answer)).toEqual(aProblem(400, 'invalid-request', ['size']))
  })

  it('takes the largest size', async () => {
    expect((await room().asAda('POST', '/v1/uploads', { name: 'a.mp4', size: maxSize })).status).toBe(201)
  })

  it.each([
    [{ name: 'a', size: 1, owner: bob }, ['owner']],
    [{ name: 'a', size: 1, options: { speed: 2, loud: true } }, ['options.speed', 'options.loud']],
    [{ name: 'a', size: 1, options: { bitrate: 191 } }, ['options.bitrate']],
    [{ name: 'a', size: 1, options: { format: 'aiff' } }, ['options.format']],
    [{}, ['name', 'size']],
  ])('refuses %j and names the fields', async (body, fields) => {
    const answer = await room().asAda('POST', '/v1/uploads', body)
    expect(problemIn(answer)).toEqual(aProblem(400, 'invalid-request', fields))
  })

  it('is closed without a caller', async () => {
    const answer = await caller(room().app)('POST', '/v1/uploads', { name: 'a', size: 1 })
    expect(problemIn(answer)).toEqual(aProblem(401, 'unauthenticated'))
  })
})

describe('POST /v1/uploads/{id}/parts', () => {
  const path = `/v1/uploads/${jobId}/parts`

  it('signs the parts that are asked for, each with its exact size', async () => {
    const { asAda } = await reserved(12 * MiB)
    const { status, body } = await asAda<Reserved['upload']>('POST', path, { numbers: [3, 1] })
    expect(status).toBe(200)
    expect(body.parts.map(({ number, size }) => [number, size])).toEqual([
      [3, 2 * MiB],
      [1, 5 * MiB],
    ])
  })

  it.each([[[4]], [[1, 10_000]]])('refuses %j: the plan has three parts', async (numbers) => {
    const { asAda } = await reserved(12 * MiB)
    expect(problemIn(await asAda('POST', path, { numbers }))).toEqual(aProblem(400, 'invalid-request', ['numbers']))
  })

  it.each([
    [[0], ['numbers.0']],
    [[1, 1.5], ['numbers.1']],
    [[], ['numbers']],
    [Array.from({ length: 101 }, () => 1), ['numbers']],
    ['1', ['numbers']],
  ])('refuses %j', async (numbers, fields) => {
    const { asAda } = await reserved(12 * MiB)
    expect(problemIn(await asAda('POST', path, { numbers }))).toEqual(aProblem(400, 'invalid-request', fields))
  })
})

describe('GET /v1/uploads/{id}/parts', () => {
  it('says what has arrived, so that an upload can be resumed', async () => {
    const { asAda, sources, job } = await reserved(12 * MiB)
    sources.receive(job, 2, Buffer.alloc(5 * MiB))
    const { status, body } = await asAda('GET', `/v1/uploads/${jobId}/parts`)
    expect({ status, body }).toEqual({
      status: 200,
      body: { partSize: 5 * MiB, partCount: 3, parts: [{ number: 2, size: 5 * MiB }] },
    })
  })
})

describe('POST /v1/uploads/{id}/complete', () => {
  const path = `/v1/uploads/${jobId}/complete`

  it('puts the parts together and hands the job over', async () => {
    const { asAda, sources, job, jobs } = await reserved(6 * MiB)
    sources.receive(job, 1, Buffer.alloc(5 * MiB))
    sources.receive(job, 2, Buffer.alloc(MiB))
    const { status, body } = await asAda<{ readonly job: JobView }>('POST', path)
    expect({ status, state: body.job.state }).toEqual({ status: 202, state: 'uploaded' })
    expect(jobs.row(job)).toMatchObject({ state: 'uploaded', dispatch: 1 })
    expect(await sources.size(job)).toBe(6 * MiB)
  })

  it('answers the same when it is repeated, and hands the job over once', async () => {
    const { asAda, sources, job, jobs } = await reserved(10)
    sources.receive(job, 1, Buffer.alloc(10))
    const answers = [await asAda('POST', path), await asAda('POST', path)]
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(jobs.row(job)?.dispatch).toBe(1)
  })

  it('goes on where a call that died after S3 left off', async () => {
    const { asAda, sources, job, jobs } = await reserved(10)
    sources.receive(job, 1, Buffer.alloc(10))
    await sources.complete(job)
    expect((await asAda('POST', path)).status).toBe(202)
    expect(jobs.row(job)?.state).toBe('uploaded')
  })

  it('is not confused by a call at the same time that was faster', async () => {
    const { asAda, sources, job } = await reserved(10)
    sources.receive(job, 1, Buffer.alloc(10))
    const answers = await Promise.all([asAda('POST', path), asAda('POST', path), asAda('POST', path)])
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
  })

  it('names the parts that are missing', async () => {
    const { asAda, sources, job, jobs } = await reserved(12 * MiB)
    sources.receive(job, 1, Buffer.alloc(5 * MiB))
    const answer = await asAda('POST', path)
    expect(problemIn(answer)).toEqual(aProblem(409, 'upload-incomplete'))
    expect(answer.body.detail).toContain('Parts 2, 3 ')
    expect(jobs.row(job)?.state).toBe('reserved')
    expect(await sources.size(job)).toBeUndefined()
  })

  it('names a part of the wrong size, which the job must not be started with', async () => {
    const { asAda, sources, job } = await reserved(10)
    sources.receive(job, 1, Buffer.alloc(9))
    const answer = await asAda('POST', path)
    expect(problemIn(answer)).toEqual(aProblem(409, 'upload-incomplete'))
    expect(answer.body.detail).toContain('Part 1 ')
  })

  it.each(['expired', 'cancelled'] as const)('is too late for a %s job', async (state) => {
    expect(problemIn(await room(jobIn(state)).asAda('POST', path))).toEqual(aProblem(409, 'wrong-state'))
  })

  it('never answers 202 for a job that the sweeper expires at the same moment', async () => {
    const { asAda, sources, job, jobs } = await reserved(10)
    sources.receive(job, 1, Buffer.alloc(10))
    const { complete } = sources
    sources.complete = async (upload) => {
      await complete(upload)
      jobs.put(jobIn('expired', { ...job, state: 'expired' }))
    }
    expect(problemIn(await asAda('POST', path))).toEqual(aProblem(409, 'wrong-state'))
  })

  it('answers 404 when the job is removed at the same moment', async () => {
    const { asAda, sources, job, jobs } = await reserved(10)
    sources.receive(job, 1, Buffer.alloc(10))
    sources.complete = async () => {
      const cancelled = await jobs.take(cancel(job, now, terms))
      const removed = cancelled && (await jobs.take(remove(cancelled, now)))
      if (removed) await jobs.remove(removed, released(removed, now))
    }
    expect(problemIn(await asAda('POST', path))).toEqual(aProblem(404, 'not-found'))
  })

  it.each(['uploaded', 'converting', 'done', 'failed'] as const)('says what became of a %s job', async (state) => {
    const { status, body } = await room(jobIn(state)).asAda<{ readonly job: JobView }>('POST', path)
    expect({ status, state: body.job.state }).toEqual({ status: 202, state })
  })
})

describe('DELETE /v1/uploads/{id}', () => {
  const path = `/v1/uploads/${jobId}`

  it('gives the upload up with its parts', async () => {
    const { asAda, sources, job, jobs } = await reserved(10)
    sources.receive(job, 1, Buffer.alloc(5))
    expect((await asAda('DELETE', path)).status).toBe(204)
    expect(jobs.row(job)).toMatchObject({ state: 'cancelled', source: 'gone' })
    expect(sources.open.size).toBe(0)
  })

  it('does not take the source from under a worker that may not know yet that its job was cancelled', async () => {
    const job = cancel(jobIn('converting', { leaseUntil: now + 1 }), now, terms).to
    const { asAda, sources, jobs } = room(job)
    sources.put(job, Buffer.alloc(10))
    expect((await asAda('DELETE', path)).status).toBe(204)
    expect(await sources.size(job)).toBe(10)
    expect(jobs.writes).toHaveLength(0)
  })

  it.each(['cancelled', 'expired'] as const)('is done already for a %s job', async (state) => {
    const { asAda, jobs } = room(jobIn(state, { source: 'gone' }))
    expect((await asAda('DELETE', path)).status).toBe(204)
    expect(jobs.writes).toHaveLength(0)
  })

  it.each(['uploaded', 'converting', 'done', 'failed'] as const)('is too late for a %s job', async (state) => {
    const { asAda, jobs } = room(jobIn(state))
    expect(problemIn(await asAda('DELETE', path))).toEqual(aProblem(409, 'wrong-state'))
    expect(jobs.writes).toHaveLength(0)
  })

  it('does not claim to have given up what was completed at the same moment', async () => {
    const { asAda, job, jobs } = await reserved(10)
    const { get } = jobs
    jobs.get = async (ref) => {
      jobs.get = get
      const seen = await get(ref)
      await jobs.take(upload(job, now, terms))
      return seen
    }
    expect(problemIn(await asAda('DELETE', path))).toEqual(aProblem(409, 'wrong-state'))
    expect(jobs.row(job)?.state).toBe('uploaded')
  })
})

describe.each([
  ['POST', `/v1/uploads/${jobId}/parts`, { numbers: [1] }],
  ['GET', `/v1/uploads/${jobId}/parts`, undefined],
  ['POST', `/v1/uploads/${jobId}/complete`, undefined],
  ['DELETE', `/v1/uploads/${jobId}`, undefined],
])('%s %s', (method, path, body) => {
  it('answers another owner as if there were no such upload', async () => {
    const theirs = await room(jobIn('reserved')).asBob(method, path, body)
    const none = await room().asBob(method, path, body)
    expect(problemIn(theirs)).toEqual(aProblem(404, 'not-found'))
    expect(theirs.body).toEqual(none.body)
  })

  it('answers the same to an id that can be none', async () => {
    const answer = await room().asAda(method, path.replace(jobId, 'not-an-id'), body)
    expect(answer.status).toBe(404)
  })
})

describe.each(['GET', 'POST'])('%s /v1/uploads/{id}/parts', (method) => {
  it.each(states.filter((state) => state !== 'reserved'))('is over for a %s job', async (state) => {
    const body = method === 'POST' ? { numbers: [1] } : undefined
    const answer = await room(anyJobIn(state)).asAda(method, `/v1/uploads/${jobId}/parts`, body)
    expect(problemIn(answer)).toEqual(aProblem(409, 'wrong-state'))
  })
})
