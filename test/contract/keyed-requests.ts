import { randomUUID } from 'node:crypto'
import { type KeyedRequest, KeyTaken, keyLife } from '../../lambdas/jobs/keyed-request'
import { cancel, charged } from '../../lambdas/jobs/life'
import type { JobStore } from '../../lambdas/jobs/ports'
import { dayOf } from '../../lambdas/jobs/quotas'
import { idAt, jobIn, newYear, quotas, terms } from '../support/jobs'

/** What every jobs table must do with requests that carry a key. */
export function keyedRequestContract(open: () => Promise<JobStore>): void {
  const room = async () => {
    const jobs = await open()
    const owner = randomUUID()
    const request = (changes: Partial<KeyedRequest> = {}): KeyedRequest => ({
      owner,
      key: 'k/1 of "mine"',
      fingerprint: 'first',
      job: idAt(1),
      madeAt: newYear,
      ...changes,
    })
    const create = async (n: number, asked?: KeyedRequest, ofQuotas = quotas) => {
      const job = jobIn('reserved', { owner, id: idAt(n) })
      await jobs.create(job, charged(job, ofQuotas), asked)
      return job
    }
    const active = async () => (await jobs.account(owner, dayOf(newYear))).used.activeJobs
    return { jobs, owner, request, create, active }
  }

  it('are noted with the row that they make', async () => {
    const { jobs, owner, request, create } = await room()
    expect(await jobs.keyedRequest(owner, request().key)).toBeUndefined()
    await create(1, request())
    expect(await jobs.keyedRequest(owner, request().key)).toEqual(request())
    expect(await jobs.keyedRequest(randomUUID(), request().key)).toBeUndefined()
    expect(await jobs.keyedRequest(owner, 'k')).toBeUndefined()
    expect((await jobs.list(owner, { limit: 10 })).jobs).toHaveLength(1)
  })

  it('make one row, however many come at once, and are charged once', async () => {
    const { jobs, owner, request, create, active } = await room()
    const results = await Promise.allSettled([1, 2, 3, 4].map((n) => create(n, request({ job: idAt(n) }))))
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refused).toEqual([expect.any(KeyTaken), expect.any(KeyTaken), expect.any(KeyTaken)])
    const { jobs: rows } = await jobs.list(owner, { limit: 10 })
    expect(rows.map(({ id }) => id)).toEqual([(await jobs.keyedRequest(owner, request().key))?.job])
    expect(await active()).toBe(1)
  })

  it('are not noted when a limit is in the way of the row', async () => {
    const { jobs, owner, request, create } = await room()
    await expect(create(1, request(), { ...quotas, activeJobs: 0 })).rejects.toMatchObject({ limit: 'activeJobs' })
    expect(await jobs.keyedRequest(owner, request().key)).toBeUndefined()
  })

  it('that are repeated are told so, even when a limit is in the way by now', async () => {
    const { request, create } = await room()
    await create(1, request(), { ...quotas, activeJobs: 1 })
    await expect(create(2, request({ job: idAt(2) }), { ...quotas, activeJobs: 1 })).rejects.toThrow(KeyTaken)
  })

  it('of other owners and other keys are not in the way', async () => {
    const { request, create, active } = await room()
    await create(1, request())
    await create(2, request({ key: 'other', job: idAt(2) }))
    expect(await active()).toBe(2)
  })

  it('free their key after a day', async () => {
    const { jobs, owner, request, create } = await room()
    await create(1, request())
    await expect(create(2, request({ job: idAt(2), madeAt: newYear + keyLife - 1 }))).rejects.toThrow(KeyTaken)
    const later = request({ job: idAt(2), fingerprint: 'second', madeAt: newYear + keyLife })
    await create(2, later)
    expect(await jobs.keyedRequest(owner, later.key)).toEqual(later)
  })

  it('take a step once, and nothing when their key is taken', async () => {
    const { jobs, request, create } = await room()
    const [one, two] = [await create(1), await create(2)]
    const step = (job: typeof one) => ({ ...cancel(job, newYear, terms), request: request({ job: job.id }) })
    expect(await jobs.take(step(one))).toMatchObject({ state: 'cancelled' })
    await expect(jobs.take(step(one))).rejects.toThrow(KeyTaken)
    await expect(jobs.take(step(two))).rejects.toThrow(KeyTaken)
    expect(await jobs.get(two)).toEqual(two)
  })

  it('are not noted with a step that is not taken', async () => {
    const { jobs, owner, request, create } = await room()
    const job = await create(1)
    await jobs.take(cancel(job, newYear, terms))
    expect(await jobs.take({ ...cancel(job, newYear, terms), request: request() })).toBeUndefined()
    expect(await jobs.keyedRequest(owner, request().key)).toBeUndefined()
  })
}
