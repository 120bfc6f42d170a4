import { createApp as createJobsApp } from '../../../lambdas/jobs/app'
import { usageKey } from '../../../lambdas/jobs/counters'
import type { Job } from '../../../lambdas/jobs/domain'
import { keyLife } from '../../../lambdas/jobs/keyed-request'
import { createApp } from '../../../lambdas/uploads/app'
import { memoryAudioStore, memoryJobStore, memorySourceStore, silentLog } from '../../support/in-memory'
import { ada, bob, idAt, jobId, jobIn, newYear, quotas, terms } from '../../support/jobs'
import { aProblem, caller, problemIn } from '../../support/request'
import { uploadsSettings } from '../../support/uploads'

interface Reserved {
  readonly job: { readonly id: string; readonly state: string }
  readonly upload: { readonly parts: readonly { readonly number: number }[] }
}

function room(ofQuotas = quotas, ...seed: readonly Job[]) {
  const jobs = memoryJobStore(...seed)
  const sources = memorySourceStore()
  const clock = { now: newYear }
  const deps = { jobs, sources, terms, quotas: ofQuotas, now: () => clock.now, log: silentLog }
  const uploads = createApp({
    ...deps,
    ...uploadsSettings(),
  })
  const retries = createJobsApp({ ...deps, audio: memoryAudioStore() })
  const reserve = (key: string, body: unknown = { name: 'a.mp4', size: 100 }, owner = ada) =>
    caller(uploads, owner)<Reserved>('POST', '/v1/uploads', body, { 'Idempotency-Key': key })
  const retry = (key: string, id = jobId) =>
    caller(retries, ada)('POST', `/v1/jobs/${id}/retry`, undefined, { 'Idempotency-Key': key })
  const counted = () => jobs.counts(usageKey(ada))
  return { jobs, sources, clock, uploads, reserve, retry, counted }
}

/** The answer, as a problem. */
function asProblem(answer: Awaited<ReturnType<ReturnType<typeof room>['reserve']>>) {
  return problemIn(answer as unknown as Parameters<typeof problemIn>[0])
}

describe('POST /v1/uploads with an Idempotency-Key', () => {
  it('answers a repeated request with the same job, and counts it once', async () => {
    const { reserve, jobs, sources, counted } = room()
    const [first, again] = [await reserve('k'), await reserve('k')]
    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(jobs.writes).toHaveLength(1)
    expect(sources.open.size).toBe(1)
    expect(counted()).toEqual({ activeJobs: 1, storedBytes: 100 })
  })

  it('takes the same request for the same however it is written', async () => {
    const { reserve, jobs } = room()
    await reserve('k')
    const again = await reserve('"k"', { options: {}, size: 100, name: ' a.mp4 ' })
    expect(again.body.job.id).toBe(jobId)
    expect(jobs.writes).toHaveLength(1)
  })

  it('makes one job of requests that come at once, and leaves no second upload', async () => {
    const { reserve, jobs, sources, counted } = room()
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => reserve('k')))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    expect(new Set(answers.map(({ body }) => body.job.id)).size).toBe(1)
    expect(jobs.writes).toHaveLength(1)
    expect(sources.open.size).toBe(1)
    expect(counted()).toEqual({ activeJobs: 1, storedBytes: 100 })
  })

  it('knows a request that comes at once where there is room for one job only', async () => {
    const { reserve } = room({ ...quotas, activeJobs: 1 })
    const answers = await Promise.all([1, 2, 3].map(() => reserve('k')))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  })

  it('knows a request whose first answer was lost after the row was written', async () => {
    const { reserve, jobs } = room()
    const { create } = jobs
    jobs.create = async (...args) => {
      await create(...args)
      throw new Error('no answer')
    }
    expect((await reserve('k')).status).toBe(201)
    expect(jobs.writes).toHaveLength(1)
  })

  it('starts again after a crash between S3 and the row', async () => {
    const { reserve, jobs } = room()
    const { create } = jobs
    jobs.create = () => Promise.reject(new Error('killed'))
    expect((await reserve('k')).status).toBe(500)
    jobs.create = create
    expect((await reserve('k')).status).toBe(201)
    expect(jobs.writes).toHaveLength(1)
  })

  it.each([
    ['name', { name: 'b.mp4', size: 100 }],
    ['size', { name: 'a.mp4', size: 101 }],
    ['options', { name: 'a.mp4', size: 100, options: { bitrate: 128 } }],
  ])('refuses another %s under the same key, and makes nothing', async (_what, body) => {
    const { reserve, jobs, sources, counted } = room()
    await reserve('k')
    const answer = await reserve('k', body)
    expect(asProblem(answer)).toEqual(aProblem(422, 'idempotency-key-reused', ['Idempotency-Key']))
    expect(jobs.writes).toHaveLength(1)
    expect(sources.open.size).toBe(1)
    expect(counted()).toEqual({ activeJobs: 1, storedBytes: 100 })
  })

  it('keeps the keys of two owners apart', async () => {
    const { reserve } = room()
    const mine = await reserve('k')
    const theirs = await reserve('k', { name: 'b.mp4', size: 7 }, bob)
    expect(theirs.status).toBe(201)
    expect(theirs.body.job.id).not.toBe(mine.body.job.id)
  })

  it('forgets a key after a day', async () => {
    const { reserve, clock } = room()
    await reserve('k')
    clock.now += keyLife - 1
    expect((await reserve('k')).body.job.id).toBe(idAt(1))
    clock.now += 1
    expect((await reserve('k', { name: 'b.mp4', size: 7 })).body.job.id).not.toBe(idAt(1))
  })

  it('says what became of the job when the request is repeated late, without URLs', async () => {
    const { reserve, jobs } = room()
    await reserve('k')
    jobs.put(jobIn('done'))
    const { status, body } = await reserve('k')
    expect({ status, state: body.job.state, parts: body.upload.parts }).toEqual({
      status: 201,
      state: 'done',
      parts: [],
    })
  })

  it('does not make a job that was removed a second time', async () => {
    const { reserve, jobs } = room()
    await reserve('k')
    jobs.put({ ...jobIn('done'), state: 'removed' })
    expect(asProblem(await reserve('k'))).toEqual(aProblem(409, 'wrong-state'))
    expect(jobs.writes).toHaveLength(1)
  })

  it.each(['', '""', 'a b', 'ä', 'x'.repeat(256)])('refuses the key %p', async (key) => {
    const { reserve, jobs } = room()
    expect(asProblem(await reserve(key))).toEqual(aProblem(400, 'invalid-request', ['Idempotency-Key']))
    expect(jobs.writes).toHaveLength(0)
  })

  it('takes any visible key up to 255 characters', async () => {
    const { reserve } = room()
    expect((await reserve('~'.repeat(255))).status).toBe(201)
    expect((await reserve('it’s'.replace('’', '"'))).status).toBe(201)
  })
})

describe('POST /v1/jobs/{id}/retry with an Idempotency-Key', () => {
  const failed = jobIn('failed')

  it('tries the job again once, and answers the repeated request with the job as it is', async () => {
    const { retry, jobs } = room(quotas, failed)
    expect((await retry('k')).body).toMatchObject({ state: 'uploaded' })
    jobs.put(jobIn('failed', { attempts: 3 }))
    const again = await retry('k')
    expect({ status: again.status, body: again.body }).toMatchObject({ status: 200, body: { state: 'failed' } })
    expect(jobs.writes).toHaveLength(1)
  })

  it('does so for requests that come at once', async () => {
    const { retry, jobs, counted } = room({ ...quotas, activeJobs: 1 }, failed)
    const answers = await Promise.all([retry('k'), retry('k'), retry('k')])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(jobs.writes).toHaveLength(1)
    expect(counted()).toEqual({ activeJobs: 1 })
  })

  it('refuses the key of another job’s retry, and of an upload', async () => {
    const { retry, reserve, jobs } = room(quotas, failed, jobIn('failed', { id: idAt(2) }))
    await retry('k')
    expect(problemIn(await retry('k', idAt(2)))).toEqual(aProblem(422, 'idempotency-key-reused', ['Idempotency-Key']))
    expect(asProblem(await reserve('k'))).toEqual(aProblem(422, 'idempotency-key-reused', ['Idempotency-Key']))
    expect(jobs.writes).toHaveLength(1)
  })

  it('does not keep the key of a request that was refused', async () => {
    const { retry, jobs } = room(quotas, jobIn('done'))
    expect(problemIn(await retry('k'))).toEqual(aProblem(409, 'wrong-state'))
    jobs.put(failed)
    expect((await retry('k')).status).toBe(200)
  })
})
