import { cancel, fail, finish } from '../../../lambdas/jobs/life'
import { agreedKeeping } from '../../../lambdas/jobs/retention'
import type { JobView } from '../../../lambdas/jobs/view'
import { createApp } from '../../../lambdas/uploads/app'
import { memoryJobStore, memorySourceStore, silentLog } from '../../support/in-memory'
import { ada, audio, bob, idAt, jobIn, newYear, quotas, terms } from '../../support/jobs'
import { caller } from '../../support/request'
import { uploadsSettings } from '../../support/uploads'

const day = 86_400_000

describe('what was agreed with one user', () => {
  const reserveAs = async (owner: string) => {
    const jobs = memoryJobStore()
    jobs.override(ada, { sourceRetentionDays: 1, retentionDays: 30 })
    const deps = { jobs, sources: memorySourceStore(), terms, quotas, now: () => newYear, log: silentLog }
    const app = createApp({ ...deps, ...uploadsSettings() })
    await caller(app, owner)<{ readonly job: JobView }>('POST', '/v1/uploads', { name: 'a.mp4', size: 1000 })
    return jobs.row({ owner, id: idAt(1) })?.keeps
  }

  it('goes with each new job of theirs, and of nobody else', async () => {
    expect(await reserveAs(ada)).toEqual({ source: day, audio: 30 * day })
    expect(await reserveAs(bob)).toBeUndefined()
  })

  const converting = jobIn('converting', { keeps: { source: day, audio: 30 * day } })
  const reason = { code: 'corrupt', message: 'No.' } as const

  it.each([
    ['done', finish(converting, audio, newYear, terms, quotas).to],
    ['failed', fail(converting, reason, newYear, terms).to],
  ])('keeps source and audio of a %s job each for their own time', (_state, job) => {
    expect(job).toMatchObject({ keptUntil: newYear + 30 * day, sourceUntil: newYear + day, dueAt: newYear + day })
  })

  it('may be for one of the two only', () => {
    const { to } = finish({ ...converting, keeps: { audio: 30 * day } }, audio, newYear, terms, quotas)
    expect(to).toMatchObject({ keptUntil: newYear + 30 * day, sourceUntil: newYear + terms.sourceRetention })
  })

  it('never keeps a source longer than its job', () => {
    const { to } = finish({ ...converting, keeps: { source: 9 * day, audio: day } }, audio, newYear, terms, quotas)
    expect(to).toMatchObject({ keptUntil: newYear + day, sourceUntil: newYear + day })
  })

  it('does not keep the source of a cancelled job', () => {
    const { to } = cancel(jobIn('reserved', { keeps: { source: 9 * day } }), newYear, terms)
    expect(to).toMatchObject({ sourceUntil: newYear, keptUntil: newYear + terms.retention })
  })

  it('is at most what the buckets keep', () => {
    expect(agreedKeeping({ sourceRetentionDays: 0, retentionDays: 10_000 }, terms)).toEqual({
      source: 0,
      audio: terms.longestRetention,
    })
    expect(agreedKeeping({}, terms)).toBeUndefined()
  })
})
