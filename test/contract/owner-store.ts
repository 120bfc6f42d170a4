import { randomUUID } from 'node:crypto'
import { cancel, charged } from '../../lambdas/jobs/life'
import type { JobStore, OwnerStore } from '../../lambdas/jobs/ports'
import { dayOf, type QuotaOverrides } from '../../lambdas/jobs/quotas'
import { remove } from '../../lambdas/jobs/retention'
import { idAt, jobIn, newYear, quotas, terms } from '../support/jobs'

export interface OwnerStoreUnderTest {
  readonly jobs: JobStore
  readonly owners: OwnerStore
  readonly override: (owner: string, overrides: QuotaOverrides) => Promise<void>
}

/** What every jobs table must do for an owner who leaves. */
export function ownerStoreContract(open: () => Promise<OwnerStoreUnderTest>): void {
  it('names all jobs, those being removed too, and clears everything else of this owner alone', async () => {
    const { jobs, owners, override } = await open()
    const [owner, other] = [randomUUID(), randomUUID()]
    const create = async (of: string, n: number) => {
      const job = jobIn('reserved', { owner: of, id: idAt(n) })
      const request = { owner: of, key: `key-${n}`, fingerprint: 'f', job: job.id, madeAt: newYear }
      await jobs.create(job, charged(job, quotas), request)
      return job
    }
    await create(owner, 1)
    const cancelled = await jobs.take(cancel(await create(owner, 2), newYear, terms))
    if (cancelled) await jobs.take(remove(cancelled, newYear))
    await create(other, 3)
    await override(owner, { activeJobs: 3 })
    await override(other, { activeJobs: 4 })
    expect((await owners.jobsOf(owner)).map(({ id }) => id).sort()).toEqual([idAt(1), idAt(2)])

    await owners.clear(owner)
    const nothing = { activeJobs: 0, storedBytes: 0, jobsPerDay: 0, audioSecondsPerDay: 0 }
    expect(await jobs.account(owner, dayOf(newYear))).toMatchObject({ used: nothing, overrides: {}, retention: {} })
    expect(await jobs.keyedRequest(owner, 'key-1')).toBe(undefined)
    expect(await owners.jobsOf(owner)).toHaveLength(2)
    expect(await owners.jobsOf(other)).toEqual([{ owner: other, id: idAt(3) }])
    expect((await jobs.account(other, dayOf(newYear))).overrides).toEqual({ activeJobs: 4 })
    expect(await jobs.keyedRequest(other, 'key-3')).toMatchObject({ job: idAt(3) })
  })
}
