import { createApp as createJobs } from '../../../lambdas/jobs/app'
import { costOfAudio, costOfSource } from '../../../lambdas/jobs/cost'
import { usageKey, usageOfDayKey } from '../../../lambdas/jobs/counters'
import type { Job, JobIn } from '../../../lambdas/jobs/domain'
import { cancel, charged, claim, expire, fail, finish, giveBack, retry, upload } from '../../../lambdas/jobs/life'
import { meter } from '../../../lambdas/jobs/metering'
import type { Quotas } from '../../../lambdas/jobs/quotas'
import { dropSource, type Final, released, remove, sourceGone } from '../../../lambdas/jobs/retention'
import type { Transition } from '../../../lambdas/jobs/transition'
import { createApp as createUploads } from '../../../lambdas/uploads/app'
import { memoryAudioStore, memoryJobStore, memorySourceStore, silentLog } from '../../support/in-memory'
import { ada, anyJobIn, audio, bob, idAt, jobIn, newYear, quotas, terms } from '../../support/jobs'
import { type Answer, caller, type ProblemBody } from '../../support/request'
import { uploadsSettings } from '../../support/uploads'

const day = '2026-01-01'
const gb = 1e9

interface QuotaProblem extends ProblemBody {
  readonly limit?: string
  readonly value?: number
  readonly freesAt?: string
}

function house(own: Partial<Quotas> = {}) {
  let time = newYear
  const jobs = memoryJobStore()
  const kernel = {
    jobs,
    sources: memorySourceStore(),
    audio: memoryAudioStore(),
    terms,
    quotas: { ...quotas, ...own },
    now: () => time,
    log: silentLog,
  }
  const uploads = createUploads({ ...kernel, ...uploadsSettings(), maxSize: 10 ** 12 })
  const asAda = caller(createJobs(kernel), ada)
  const reserve = (size = 1000, owner = ada) =>
    caller(uploads, owner)<QuotaProblem>('POST', '/v1/uploads', { name: 'a.mp4', size })
  const pass = (ms: number) => {
    time += ms
  }
  return { ...kernel, asAda, reserve, pass, used: () => jobs.account(ada, day).then(({ used }) => used) }
}

function refused({ status, body }: Answer<QuotaProblem>) {
  return {
    status,
    type: body.type,
    limit: body.limit,
    value: body.value,
    freesAt: body.freesAt,
  }
}

function exceeded(limit: string, value: number, freesAt?: number) {
  return {
    status: 429,
    type: '/problems/quota-exceeded',
    limit,
    value,
    freesAt: freesAt && new Date(freesAt).toISOString(),
  }
}

describe('reservations', () => {
  it('200 at once with a limit of 7 are 7 jobs', async () => {
    const { reserve, jobs, used } = house({ activeJobs: 7 })
    const answers = await Promise.all(Array.from({ length: 200 }, () => reserve()))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(7)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(193)
    expect((await jobs.list(ada, { limit: 200 })).jobs).toHaveLength(7)
    expect(await used()).toMatchObject({ activeJobs: 7, storedBytes: 7000, jobsPerDay: 7 })
  })

  it('are refused by the transaction, not only by the look before it', async () => {
    const { reserve, jobs } = house({ activeJobs: 1 })
    await reserve()
    const { used } = await memoryJobStore().account(ada, day)
    jobs.account = async () => ({ used, overrides: {}, retention: {} })
    expect(refused(await reserve())).toEqual(exceeded('activeJobs', 1, newYear + terms.reservation))
    expect((await jobs.list(ada, { limit: 10 })).jobs).toHaveLength(1)
  })

  it('beyond a limit begin no upload', async () => {
    const { reserve, sources } = house({ activeJobs: 0 })
    await reserve()
    expect(sources.open.size).toBe(0)
  })

  it('of one user leave the others’ quotas alone', async () => {
    const { reserve } = house({ activeJobs: 1 })
    await reserve()
    expect((await reserve(1000, bob)).status).toBe(201)
  })

  it('say which limit, its value, and when it frees: bytes', async () => {
    const { reserve, asAda, jobs } = house({ storedBytes: 2 * gb })
    await reserve(gb)
    await reserve(gb)
    const answer = await reserve(1)
    expect(refused(answer)).toEqual(exceeded('storedBytes', 2 * gb, newYear + terms.reservation))
    expect(answer.body.detail).toContain('2 GB')
    await asAda('DELETE', `/v1/jobs/${idAt(1)}`)
    expect((await reserve(1)).status).toBe(201)
    expect(jobs.counts(usageKey(ada))).toEqual({ activeJobs: 2, storedBytes: gb + 1 })
  })

  it('that could never fit have no time at which they would', async () => {
    const { reserve } = house({ storedBytes: gb })
    expect(refused(await reserve(gb + 1))).toEqual(exceeded('storedBytes', gb))
  })

  it('count by the day, and again from 0 at midnight UTC', async () => {
    const { reserve, pass } = house({ jobsPerDay: 2 })
    pass(3_600_000)
    await reserve()
    await reserve()
    expect(refused(await reserve())).toEqual(exceeded('jobsPerDay', 2, newYear + 86_400_000))
    pass(23 * 3_600_000 - 1)
    expect((await reserve()).status).toBe(429)
    pass(1)
    expect((await reserve()).status).toBe(201)
  })

  it('end when all users together have taken what a day may cost', async () => {
    // Eight rows count it, each its share: ids 1 and 9 share a row.
    const limit = 8 * costOfSource(1000)
    const { reserve } = house({ serviceCostPerDay: limit })
    const statuses: number[] = []
    for (let n = 1; n <= 9; n += 1) statuses.push((await reserve(1000, n % 2 ? ada : bob)).status)
    expect(statuses).toEqual([...Array(8).fill(201), 429])
    expect(refused(await reserve(1000))).toEqual(exceeded('serviceCostPerDay', limit, newYear + 86_400_000))
  })

  it('given up cost nothing of what all may have', async () => {
    const limit = 8 * costOfSource(1000)
    const { reserve, asAda, pass } = house({ serviceCostPerDay: limit })
    await reserve(1000)
    pass(1)
    await asAda('POST', `/v1/jobs/${idAt(1)}/cancel`)
    for (let n = 2; n <= 9; n += 1) expect((await reserve(1000)).status).toBe(201)
  })

  it('are not even begun by who has no audio left for the day', async () => {
    const { reserve, jobs } = house({ audioSecondsPerDay: 200 })
    await jobs.create(jobIn('reserved', { id: idAt(99) }), { day, by: { audioSecondsPerDay: 200 } })
    expect(refused(await reserve())).toEqual(exceeded('audioSecondsPerDay', 200, newYear + 86_400_000))
  })

  it('follow what was agreed with the user', async () => {
    const { reserve, jobs } = house({ activeJobs: 1 })
    jobs.override(ada, { activeJobs: 2 })
    jobs.override(bob, { activeJobs: 0 })
    expect([(await reserve()).status, (await reserve()).status, (await reserve()).status]).toEqual([201, 201, 429])
    expect((await reserve(1, bob)).status).toBe(429)
  })
})

describe('retries', () => {
  it('count as a job of the day, and are refused beyond a limit', async () => {
    const { asAda, jobs, used } = house({ activeJobs: 1, jobsPerDay: 1 })
    jobs.put(jobIn('failed'))
    const retrying = () => asAda<QuotaProblem>('POST', `/v1/jobs/${jobIn('failed').id}/retry`)
    expect((await retrying()).status).toBe(200)
    expect(await used()).toMatchObject({ activeJobs: 1, jobsPerDay: 1, storedBytes: 0 })
    jobs.put(jobIn('failed'))
    expect(refused(await retrying())).toMatchObject({ status: 429, limit: 'activeJobs' })
    expect(jobs.row(jobIn('failed'))?.state).toBe('failed')
  })
})

describe('GET /v1/quota', () => {
  it('says what one may have and has', async () => {
    const { reserve, asAda, jobs } = house({ activeJobs: 3, storedBytes: 5000, jobsPerDay: 4, audioSecondsPerDay: 60 })
    jobs.override(ada, { storedBytes: 6000 })
    await reserve(1500)
    const { status, body } = await asAda('GET', '/v1/quota')
    const freesAt = '2026-01-02T00:00:00.000Z'
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        activeJobs: { limit: 3, used: 1 },
        storedBytes: { limit: 6000, used: 1500 },
        jobsPerDay: { limit: 4, used: 1, freesAt },
        audioSecondsPerDay: { limit: 60, used: 0, freesAt },
      },
    })
  })
})

describe('a job’s whole life, in every variant,', () => {
  /** A row's state in, the step to the next: undefined ends the life. */
  type Step = (job: Job) => Transition<Job> | undefined
  const only =
    <S extends Job['state']>(state: S, then: (job: JobIn<S>) => Transition<Job> | undefined): Step =>
    (job) => {
      if (job.state !== state) throw new Error(`${job.state}, not ${state}`)
      return then(job as JobIn<S>)
    }
  const now = newYear
  const uploaded = only('reserved', (job) => upload(job, now, terms))
  const claimed: Step = (job) => claim(job, now, terms)
  const finished = only('converting', (job) => finish(job, audio, now, terms, quotas))
  const metered = only('converting', (job) => meter(job, 250.5, now, quotas))
  const failed = only('converting', (job) => fail(job, { code: 'corrupt', message: 'No.' }, now, terms))
  const givenBack = only('converting', (job) => giveBack(job, now, terms))
  const retried = only('failed', (job) => retry(job, now, terms, quotas))
  const cancelled = (job: Job) => cancel(job as JobIn<'reserved' | 'uploaded' | 'converting'>, now, terms)
  const dropped = (job: Job) => dropSource(job as Final, now)
  const gone = (job: Job) => sourceGone(job as Final, now)

  const lives: [string, readonly Step[], { readonly active: number; readonly audio: number }][] = [
    ['reserved', [], { active: 1, audio: 0 }],
    ['expired', [only('reserved', (job) => expire(job, now, terms))], { active: 0, audio: 0 }],
    ['given up', [cancelled], { active: 0, audio: 0 }],
    ['cancelled while it waited', [uploaded, cancelled], { active: 0, audio: 0 }],
    ['cancelled under a worker', [uploaded, claimed, cancelled, dropped, gone], { active: 0, audio: 0 }],
    ['converting', [uploaded, claimed], { active: 1, audio: 0 }],
    ['done', [uploaded, claimed, finished], { active: 0, audio: 200 }],
    ['converting, as long as the probe says', [uploaded, claimed, metered], { active: 1, audio: 251 }],
    ['done, shorter than the probe said', [uploaded, claimed, metered, finished], { active: 0, audio: 200 }],
    ['cancelled after the probe', [uploaded, claimed, metered, cancelled], { active: 0, audio: 0 }],
    [
      'failed after the probe',
      [uploaded, claimed, metered, failed, retried, claimed, metered],
      { active: 1, audio: 251 },
    ],
    [
      'taken over after the probe',
      [uploaded, claimed, metered, givenBack, claimed, metered],
      { active: 1, audio: 251 },
    ],
    ['done, without its source', [uploaded, claimed, finished, dropped, gone], { active: 0, audio: 200 }],
    ['done, its source half gone', [uploaded, claimed, finished, dropped], { active: 0, audio: 200 }],
    ['failed twice', [uploaded, claimed, failed, retried, claimed, failed], { active: 0, audio: 0 }],
    ['done at the second try', [uploaded, claimed, failed, retried, claimed, finished], { active: 0, audio: 200 }],
    ['given back for good', [uploaded, ...Array(3).fill(claimed).flatMap(backAndForth)], { active: 0, audio: 0 }],
  ]
  function backAndForth(claim: Step): readonly Step[] {
    return [claim, givenBack]
  }

  it.each(lives)('%s: counters are as what is there', async (_name, steps, { active, audio }) => {
    const { jobs, used } = house()
    const job = jobIn('reserved')
    await jobs.create(job, charged(job, quotas))
    let current: Job = job
    for (const step of steps) {
      const transition = step(current)
      if (!transition) throw new Error('no step')
      const next = await jobs.take(transition)
      // Saying the same again settles nothing.
      await jobs.take(transition)
      if (!next) throw new Error('refused')
      current = next
    }
    const source = 'source' in current ? current.source : 'kept'
    expect(await used()).toMatchObject({
      activeJobs: active,
      storedBytes: source === 'gone' ? 0 : 1000,
      audioSecondsPerDay: audio,
    })

    if (active > 0) current = (await jobs.take(cancel(current as JobIn<'reserved'>, now, terms))) ?? current
    const removed = await jobs.take(remove(current as Final, now))
    if (!removed) throw new Error('not removed')
    await jobs.remove(removed, released(removed, now))
    await jobs.remove(removed, released(removed, now))
    expect(await used()).toMatchObject({ activeJobs: 0, storedBytes: 0 })
  })
})

describe('audio seconds', () => {
  const converting = anyJobIn('converting') as JobIn<'converting'>

  it('are refused before the work, and the row says nothing of them then', async () => {
    const jobs = memoryJobStore(converting)
    const own = { ...quotas, audioSecondsPerDay: 400 }
    await expect(jobs.take(meter(converting, 400.5, newYear, own))).rejects.toMatchObject({ lacking: 1 })
    expect(jobs.row(converting)).toEqual(converting)
  })

  it('cost all users together, and are not given back to them once they were worked on', () => {
    expect(meter(converting, 100, newYear, quotas).settles?.by.serviceCostPerDay).toBe(costOfAudio(100))
    const metered = { ...converting, metered: { day, seconds: 100 } }
    expect(finish(metered, audio, newYear, terms, quotas).settles?.by.serviceCostPerDay).toBe(costOfAudio(100))
    expect(cancel(metered, newYear, terms).settles?.by).toEqual({ activeJobs: -1, audioSecondsPerDay: -100 })
  })

  it('go back to the day that they were taken from', () => {
    const yesterday = { ...converting, metered: { day: '2025-12-31', seconds: 50 } }
    for (const step of [
      fail(yesterday, { code: 'corrupt', message: 'No.' }, newYear, terms),
      cancel(yesterday, newYear, terms),
      meter(yesterday, 0.2, newYear, quotas),
    ])
      expect(step).toMatchObject({ settles: { day: '2025-12-31' }, unchanged: expect.arrayContaining(['metered']) })
    expect(finish(yesterday, audio, newYear, terms, quotas).settles).toMatchObject({
      day: '2025-12-31',
      by: { audioSecondsPerDay: 150 },
    })
  })

  it('are settled exactly: the last second fits, one more does not, and then nothing is written', async () => {
    const jobs = memoryJobStore(converting, { ...converting, id: idAt(2) })
    const own = { ...quotas, audioSecondsPerDay: 400 }
    await jobs.take(finish(converting, { ...audio, duration: 199.2 }, newYear, terms, own))
    const second = finish({ ...converting, id: idAt(2) }, { ...audio, duration: 200.01 }, newYear, terms, own)
    await expect(jobs.take(second)).rejects.toMatchObject({ limit: 'audioSecondsPerDay', value: 400, lacking: 1 })
    expect(jobs.row({ owner: ada, id: idAt(2) })?.state).toBe('converting')
    expect(jobs.counts(usageOfDayKey(ada, day))).toEqual({ audioSecondsPerDay: 200 })
    expect(jobs.counts(usageKey(ada))).toEqual({ activeJobs: -1 })
  })
})
