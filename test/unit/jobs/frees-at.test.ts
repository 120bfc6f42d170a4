import type { Job } from '../../../lambdas/jobs/domain'
import { freesAt, type HeldLimit, releaseOf } from '../../../lambdas/jobs/frees-at'
import { charged } from '../../../lambdas/jobs/life'
import { withinQuota } from '../../../lambdas/jobs/over-quota'
import { dayOf, endOfDay, type Limit, QuotaExceeded } from '../../../lambdas/jobs/quotas'
import { memoryJobStore } from '../../support/in-memory'
import { ada, idAt, jobIn, newYear, quotas, terms } from '../../support/jobs'

const day = 86_400_000
function of(limit: Limit, lacking: number) {
  return new QuotaExceeded(limit, 0, lacking)
}

describe('when a limit frees', () => {
  const held = (limit: HeldLimit, jobs: readonly Job[]) => jobs.flatMap((job) => releaseOf(limit, job, terms) ?? [])

  it('is the next midnight UTC for what is counted by the day', () => {
    expect(dayOf(newYear - 1)).toBe('2025-12-31')
    expect(endOfDay(newYear - 1)).toBe(newYear)
    expect(freesAt(of('audioSecondsPerDay', 5), [], newYear)).toBe(newYear + day)
  })

  it('is when enough sources have gone for bytes', () => {
    const kept = (n: number, sourceUntil: number) => jobIn('done', { id: idAt(n), size: 10, sourceUntil })
    const jobs = held('storedBytes', [
      kept(1, newYear + 30),
      kept(2, newYear + 10),
      jobIn('done', { size: 10, source: 'gone' }),
      kept(3, newYear - 5),
    ])
    const times = [10, 11, 20, 21, 30, 31].map((lacking) => freesAt(of('storedBytes', lacking), jobs, newYear))
    expect(times).toEqual([newYear, newYear + 10, newYear + 10, newYear + 30, newYear + 30, undefined])
  })

  it('counts the bytes of a job that is under way as gone when it must have ended and its source need not be kept', () => {
    const [waiting] = held('storedBytes', [jobIn('uploaded')])
    expect(waiting?.at).toBeGreaterThan(newYear + terms.deadline + terms.sourceRetention)
    expect(held('storedBytes', [jobIn('reserved')])).toEqual([{ at: newYear + terms.reservation, amount: 1000 }])
  })

  it('is when the first active job must have ended', () => {
    const jobs = held('activeJobs', [jobIn('uploaded'), jobIn('reserved'), jobIn('done')])
    // The deadline is that of the claim: a worker may take the job at the last moment.
    expect(freesAt(of('activeJobs', 1), jobs, newYear)).toBe(newYear + terms.deadline + 20 * 60_000)
    expect(freesAt(of('activeJobs', 2), jobs, newYear)).toBe(newYear + terms.reservation)
  })
})

describe('when a limit frees for somebody with very many jobs', () => {
  /** @param active the only one that is, counted from the oldest */
  const house = async (count: number, active: number) => {
    const jobs = memoryJobStore()
    for (let n = 1; n <= count; n += 1) if (n !== active) jobs.put(jobIn('done', { id: idAt(n), source: 'gone' }))
    const job = jobIn('reserved', { id: idAt(active) })
    await jobs.create(job, charged(job, quotas))
    let pages = 0
    const { list } = jobs
    jobs.list = (...args) => {
      pages += 1
      return list(...args)
    }
    const refuse = (limit: Limit) =>
      withinQuota({ jobs, terms, now: () => newYear }, ada, () => Promise.reject(of(limit, 1)))
    return { refuse, pages: () => pages }
  }
  const freesWith = { members: { freesAt: new Date(newYear + terms.reservation).toISOString() } }

  it.each(['activeJobs', 'storedBytes'] as const)('is found at the end of the list: %s', async (limit) => {
    const { refuse, pages } = await house(1600, 1)
    await expect(refuse(limit)).rejects.toMatchObject(freesWith)
    expect(pages()).toBe(4)
  })

  it('is found without reading on when everything that is counted was seen', async () => {
    const { refuse, pages } = await house(1600, 1600)
    await expect(refuse('activeJobs')).rejects.toMatchObject(freesWith)
    expect(pages()).toBe(1)
  })

  it('needs no list for what is counted by the day', async () => {
    const { refuse, pages } = await house(3, 1)
    await expect(refuse('jobsPerDay')).rejects.toMatchObject({ code: 'quota-exceeded' })
    expect(pages()).toBe(0)
  })
})
