import { randomUUID } from 'node:crypto'
import type { Job, JobIn } from '../../lambdas/jobs/domain'
import { cancel, charged, claim, fail, finish, report, retry, systemFailure, upload } from '../../lambdas/jobs/life'
import type { JobStore } from '../../lambdas/jobs/ports'
import { dayOf, type QuotaOverrides, type Quotas } from '../../lambdas/jobs/quotas'
import { type RetentionOverrides, released, remove } from '../../lambdas/jobs/retention'
import { audio, idAt, jobIn, newYear, quotas, terms } from '../support/jobs'

export interface JobStoreUnderTest {
  readonly jobs: JobStore
  /** An operator's word. */
  readonly override: (owner: string, overrides: QuotaOverrides & RetentionOverrides) => Promise<void>
}

const today = dayOf(newYear)

/** What every jobs table must do. @param open a store that may hold other owners' rows */
export function jobStoreContract(open: () => Promise<JobStoreUnderTest>): void {
  /** A store, and an owner that nobody else has. */
  const room = async () => {
    const { jobs, override } = await open()
    const owner = randomUUID()
    const reserved = (n: number, changes: Partial<JobIn<'reserved'>> = {}) =>
      jobIn('reserved', { owner, id: idAt(n), ...changes })
    const create = async (n: number, changes: Partial<JobIn<'reserved'>> = {}) => {
      const job = reserved(n, changes)
      await jobs.create(job, charged(job, quotas))
      return job
    }
    const used = async () => (await jobs.account(owner, today)).used
    return { jobs, override, owner, reserved, create, used, ...steps(jobs) }
  }

  describe('a new row', () => {
    it('reads back what was written, for its owner only', async () => {
      const { jobs, create } = await room()
      const job = await create(1)
      expect(await jobs.get(job)).toEqual(job)
      expect(await jobs.getRow(job)).toEqual(job)
      expect(await jobs.get({ id: job.id, owner: randomUUID() })).toBeUndefined()
      expect(await jobs.get({ id: idAt(2), owner: job.owner })).toBeUndefined()
    })

    it('takes the place of no other, and is then not charged', async () => {
      const { jobs, create, used } = await room()
      const job = await create(1)
      await expect(jobs.create({ ...job, name: 'other.mp4' }, charged(job, quotas))).rejects.toThrow()
      expect((await jobs.get(job))?.name).toBe(job.name)
      expect((await used()).activeJobs).toBe(1)
    })
  })

  describe('a step', () => {
    it('is written, and answers with the row after it', async () => {
      const { jobs, create } = await room()
      const step = upload(await create(1), newYear, terms)
      expect(await jobs.take(step)).toEqual(step.to)
      expect(await jobs.get(step.to)).toEqual(step.to)
    })

    it('leaves behind what the new state does not have', async () => {
      const { jobs, create, toConverting } = await room()
      const job = await toConverting(await create(1))
      await jobs.take(finish(job, audio, newYear, terms, quotas))
      const done = await jobs.get(job)
      expect(done).toMatchObject({ state: 'done', audio })
      expect(done).not.toHaveProperty('leaseUntil')
      expect(done).not.toHaveProperty('progress')
    })

    it('can be taken on from a job that is tried again, as if it had never been held', async () => {
      const { jobs, create, toConverting, attempt } = await room()
      const job = await toConverting(await create(1))
      const failed = written(await jobs.take(fail(job, systemFailure, newYear, terms)))
      const again = retry(failed, newYear, terms, quotas)
      const uploaded = written(again && (await jobs.take(again)))
      expect(await jobs.take(attempt(uploaded, newYear))).toMatchObject({ state: 'converting', epoch: 2, attempts: 1 })
    })

    it('is taken by one of several who try', async () => {
      const { jobs, create, toUploaded, attempt } = await room()
      const job = await toUploaded(await create(1))
      const results = await Promise.all([1, 2, 3, 4].map((later) => jobs.take(attempt(job, newYear + later))))
      expect(results.filter(Boolean)).toHaveLength(1)
      expect(await jobs.get(job)).toEqual(results.find(Boolean))
    })

    it('is refused from a state that was left', async () => {
      const { jobs, create, toUploaded } = await room()
      const reserved = await create(1)
      const uploaded = await toUploaded(reserved)
      expect(await jobs.take(cancel(reserved, newYear, terms))).toBeUndefined()
      expect(await jobs.get(reserved)).toEqual(uploaded)
    })

    it('is refused to the worker of an older epoch', async () => {
      const { jobs, create, toConverting, attempt } = await room()
      const stale = await toConverting(await create(1))
      const taken = await jobs.take(attempt(stale, stale.leaseUntil))
      expect(taken?.epoch).toBe(2)
      expect(await jobs.take(finish(stale, audio, newYear, terms, quotas))).toBeUndefined()
      expect(await jobs.get(stale)).toEqual(taken)
    })

    it('is refused when an attribute that it names was written since', async () => {
      const { jobs, create, toConverting, attempt } = await room()
      const job = await toConverting(await create(1))
      const takeover = attempt(job, job.leaseUntil)
      await jobs.take(report(job, { percent: 10 }, newYear + 1000, terms))
      expect(await jobs.take(takeover)).toBeUndefined()
    })

    it('passes over what was written since to other attributes', async () => {
      const { jobs, create, toConverting } = await room()
      const job = await toConverting(await create(1))
      await jobs.take(report(job, { percent: 10 }, newYear + 1000, terms))
      expect(await jobs.take(cancel(job, newYear + 2000, terms))).toMatchObject({ state: 'cancelled' })
      expect(await jobs.get(job)).not.toHaveProperty('progress')
    })

    it('makes no row where there is none', async () => {
      const { jobs, reserved } = await room()
      expect(await jobs.take(upload(reserved(1), newYear, terms))).toBeUndefined()
      expect(await jobs.get(reserved(1))).toBeUndefined()
    })
  })

  describe('quotas', () => {
    it('begin at nothing, and are those of the owner and the day', async () => {
      const { jobs, owner, create } = await room()
      const nothing = { activeJobs: 0, storedBytes: 0, jobsPerDay: 0, audioSecondsPerDay: 0 }
      expect(await jobs.account(owner, today)).toEqual({ used: nothing, overrides: {}, retention: {} })
      await create(1, { size: 700 })
      expect((await jobs.account(owner, today)).used).toEqual({
        ...nothing,
        activeJobs: 1,
        storedBytes: 700,
        jobsPerDay: 1,
      })
      expect((await jobs.account(owner, '2026-01-02')).used).toEqual({ ...nothing, activeJobs: 1, storedBytes: 700 })
    })

    it.each([
      [{ activeJobs: 1 }, 'activeJobs', 1],
      [{ storedBytes: 1500 }, 'storedBytes', 500],
      [{ jobsPerDay: 1 }, 'jobsPerDay', 1],
    ] as const)(
      'refuse what exceeds %p, and then nothing is written',
      async (tight: Partial<Quotas>, limit, lacking) => {
        const { jobs, reserved, create, used } = await room()
        await create(1)
        const before = await used()
        const job = reserved(2)
        await expect(jobs.create(job, charged(job, { ...quotas, ...tight }))).rejects.toMatchObject({
          name: 'QuotaExceeded',
          limit,
          lacking,
          value: tight[limit],
        })
        expect(await jobs.get(job)).toBeUndefined()
        expect(await used()).toEqual(before)
      },
    )

    it('are exact when many come at once', async () => {
      const { jobs, reserved, used } = await room()
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, n) => reserved(n + 1)).map((job) =>
          jobs.create(job, charged(job, { ...quotas, activeJobs: 5 })),
        ),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
      expect(await used()).toMatchObject({ activeJobs: 5, storedBytes: 5000, jobsPerDay: 5 })
    })

    it('move with the step, and as often', async () => {
      const { jobs, create, toConverting, used } = await room()
      const job = await toConverting(await create(1))
      const done = finish(job, audio, newYear, terms, quotas)
      await jobs.take(done)
      expect(await used()).toMatchObject({ activeJobs: 0, audioSecondsPerDay: audio.duration })
      expect(await jobs.take(done)).toBeUndefined()
      expect(await used()).toMatchObject({ activeJobs: 0, audioSecondsPerDay: audio.duration })
    })

    it('keep a step from being taken', async () => {
      const { jobs, create, toConverting } = await room()
      const job = await toConverting(await create(1))
      const tight = { ...quotas, audioSecondsPerDay: audio.duration - 1 }
      await expect(jobs.take(finish(job, audio, newYear, terms, tight))).rejects.toMatchObject({
        limit: 'audioSecondsPerDay',
      })
      expect(await jobs.get(job)).toEqual(job)
    })

    it('may be others for one user', async () => {
      const { jobs, override, owner } = await room()
      await override(owner, { activeJobs: 7 })
      expect((await jobs.account(owner, today)).overrides).toEqual({ activeJobs: 7 })
    })

    it('and how long is kept what one user makes', async () => {
      const { jobs, override, owner } = await room()
      await override(owner, { storedBytes: 9, sourceRetentionDays: 0.5, retentionDays: 60 })
      expect(await jobs.account(owner, today)).toEqual({
        used: { activeJobs: 0, storedBytes: 0, jobsPerDay: 0, audioSecondsPerDay: 0 },
        overrides: { storedBytes: 9 },
        retention: { sourceRetentionDays: 0.5, retentionDays: 60 },
      })
    })
  })

  describe('a removal', () => {
    const begun = async () => {
      const made = await room()
      const cancelled = await made.jobs.take(cancel(await made.create(1), newYear, terms))
      const removed = cancelled && (await made.jobs.take(remove(cancelled, newYear)))
      if (!removed) throw new Error('not begun')
      return { ...made, removed }
    }

    it('that was begun hides the row from all but the sweeper', async () => {
      const { jobs, owner, removed } = await begun()
      expect(await jobs.get(removed)).toBeUndefined()
      expect((await jobs.list(owner, { limit: 10 })).jobs).toEqual([])
      expect(await jobs.getRow(removed)).toEqual(removed)
      expect(await jobs.due(newYear, 1000)).toContainEqual({ owner, id: removed.id })
    })

    it('gives back once, however often it is done', async () => {
      const { jobs, removed, used } = await begun()
      expect((await used()).storedBytes).toBe(1000)
      await jobs.remove(removed, released(removed, newYear))
      await jobs.remove(removed, released(removed, newYear))
      expect(await jobs.getRow(removed)).toBeUndefined()
      expect((await used()).storedBytes).toBe(0)
    })

    it.each([{ epoch: 5 }, { size: 0 }, { source: 'gone' } as const])(
      'does nothing to a row that has changed since it was read: %j',
      async (changes) => {
        const { jobs, removed, used } = await begun()
        const other = { ...removed, ...changes }
        await jobs.remove(other, released(other, newYear))
        expect(await jobs.getRow(removed)).toEqual(removed)
        expect((await used()).storedBytes).toBe(1000)
      },
    )
  })

  describe('a list', () => {
    it('has the owner’s jobs, newest first, page by page', async () => {
      const { jobs, owner, create } = await room()
      for (const n of [2, 1, 3]) await create(n)
      const first = await jobs.list(owner, { limit: 2 })
      expect(first.jobs.map(({ id }) => id)).toEqual([idAt(3), idAt(2)])
      const second = await jobs.list(owner, { limit: 2, cursor: first.nextCursor })
      expect(second.jobs.map(({ id }) => id)).toEqual([idAt(1)])
      expect(second.nextCursor).toBeUndefined()
    })

    it('with a filter counts what it passes over, and goes on behind it', async () => {
      const { jobs, owner, create, toUploaded } = await room()
      const [first] = [await create(1), await create(2), await create(3)]
      await toUploaded(first)
      const page = await jobs.list(owner, { limit: 2, state: 'uploaded' })
      expect(page.jobs).toEqual([])
      expect((await jobs.list(owner, { limit: 2, state: 'uploaded', cursor: page.nextCursor })).jobs).toHaveLength(1)
    })

    it('refuses an invalid cursor', async () => {
      const { jobs, owner } = await room()
      await expect(jobs.list(owner, { limit: 2, cursor: 'nonsense' })).rejects.toMatchObject({
        code: 'invalid-request',
      })
    })
  })

  describe('what is due', () => {
    it('is what is due, the longest overdue first, and no more than asked for', async () => {
      const { jobs, create } = await room()
      // Long before what the other tests leave behind.
      for (const [n, dueAt] of [
        [1, 3000],
        [2, 1000],
        [3, 2000],
        [4, 9000],
      ] as const)
        await create(n, { dueAt })
      const ids = async (now: number, limit: number) => (await jobs.due(now, limit)).map(({ id }) => id)
      expect(await ids(3000, 10)).toEqual([idAt(2), idAt(3), idAt(1)])
      expect(await ids(3000, 2)).toEqual([idAt(2), idAt(3)])
      expect(await ids(999, 10)).toEqual([])
    })
  })
}

/** The usual ways from state to state. */
function steps(jobs: JobStore) {
  const attempt = (job: Job, now: number) => {
    const transition = claim(job, now, terms)
    if (!transition) throw new Error(`nothing to claim: the job is ${job.state}`)
    return transition
  }
  const toUploaded = async (job: JobIn<'reserved'>) => written(await jobs.take(upload(job, newYear, terms)))
  const toConverting = async (job: JobIn<'reserved'>) =>
    written(await jobs.take(attempt(await toUploaded(job), newYear)))
  return { attempt, toUploaded, toConverting }
}

function written<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('the step was not taken')
  return row
}
