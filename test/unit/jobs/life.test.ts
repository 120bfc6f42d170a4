import {
  cancel,
  claim,
  expire,
  fail,
  finish,
  giveBack,
  redispatch,
  report,
  reserve,
  retry,
  systemFailure,
  type Transition,
  upload,
} from '../../../lambdas/jobs/life'
import { remove } from '../../../lambdas/jobs/retention'
import { anyJobIn, audio, jobIn, newYear, quotas, states, terms } from '../../support/jobs'

const later = newYear + 1000

/** What a job has that ended `later`. */
function kept(sourceFor: number) {
  return {
    source: 'kept',
    sourceUntil: later + sourceFor,
    keptUntil: later + terms.retention,
    dueAt: later + sourceFor,
  }
}

/** What every step must respect. */
function keepsTheRules({ from, to, unchanged }: Transition) {
  expect(unchanged).toEqual(expect.arrayContaining(['state', 'epoch']))
  for (const name of ['id', 'owner', 'name', 'size', 'options', 'upload', 'shareKey', 'createdAt'] as const)
    expect(to[name]).toEqual(from[name])
  expect(to.updatedAt).toBe(later)
}

describe('steps of a job’s life', () => {
  it('reserves with nothing claimed, dispatched or tried yet', () => {
    const { id, owner, name, size, options, upload, shareKey } = jobIn('reserved')
    const job = reserve({ id, owner, name, size, options, upload, shareKey, keeps: undefined }, newYear, terms)
    expect(job).toEqual(jobIn('reserved'))
  })

  it('uploads: the job is handed to the convert queue and has a deadline', () => {
    const step = upload(jobIn('reserved'), later, terms)
    keepsTheRules(step)
    expect(step.to).toMatchObject({
      state: 'uploaded',
      dispatch: 1,
      dueAt: later + terms.pickUp,
      deadline: later + terms.deadline,
    })
  })

  it('tries a failed job again to the millisecond before its source goes, and never after', () => {
    const failed = jobIn('failed')
    expect(retry(failed, failed.sourceUntil - 1, terms, quotas)).toBeDefined()
    expect(retry(failed, failed.sourceUntil, terms, quotas)).toBeUndefined()
    for (const source of ['leaving', 'gone'] as const)
      expect(retry(jobIn('failed', { source }), later, terms, quotas)).toBeUndefined()
  })

  it('hands over less and less often while a backlog lasts, up to once an hour, and not beyond the deadline', () => {
    const waits: number[] = []
    let job = upload(jobIn('reserved'), newYear, terms).to
    while (job.dueAt < job.deadline) {
      const { to } = redispatch(job, job.dueAt, terms)
      if (to.state !== 'uploaded') throw new Error('not waiting')
      waits.push((to.dueAt - job.dueAt) / 60_000)
      job = to
    }
    expect(waits.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
    expect(Math.max(...waits)).toBe(60)
    expect(job.dueAt).toBe(newYear + terms.deadline)
    expect(waits.length).toBeLessThan(20)
  })

  it('hands a dead worker’s job over soon, however long the worker had worked', () => {
    const { dueAt } = redispatch(jobIn('converting', { leaseUntil: later - 1 }), later, terms).to
    expect(dueAt).toBe(later + terms.pickUp)
  })

  it('hands over once more without giving up the deadline', () => {
    const step = redispatch(jobIn('uploaded'), later, terms)
    keepsTheRules(step)
    expect(step.to).toMatchObject({ state: 'uploaded', dispatch: 2, dueAt: later + terms.pickUp })
    expect(step.to).toHaveProperty('deadline', newYear + terms.deadline)
    expect(step.unchanged).toEqual(expect.arrayContaining(['dispatch', 'leaseUntil']))
  })

  it('claims an uploaded job for the length of a lease', () => {
    const step = claim(jobIn('uploaded'), later, terms)
    if (!step) throw new Error('not claimed')
    keepsTheRules(step)
    expect(step.to).toMatchObject({
      state: 'converting',
      epoch: 1,
      attempts: 1,
      leaseUntil: later + terms.lease,
      dueAt: later + terms.lease,
      progress: { percent: 0 },
    })
    expect(step.to).toHaveProperty('deadline', jobIn('uploaded').deadline)
    expect(step.unchanged).toContain('leaseUntil')
  })

  it('claims a converting job when its lease has run out, to the millisecond', () => {
    const held = jobIn('converting', { leaseUntil: later + 1 })
    expect(claim(held, later, terms)).toBeUndefined()
    expect(claim(held, later + 1, terms)?.to).toMatchObject({ epoch: 2, attempts: 2 })
  })

  it('claims no job whose attempts are used up', () => {
    expect(claim(jobIn('uploaded', { attempts: terms.maxAttempts }), later, terms)).toBeUndefined()
    expect(claim(jobIn('uploaded', { attempts: terms.maxAttempts - 1 }), later, terms)).toBeDefined()
  })

  it.each(states.filter((state) => state !== 'uploaded' && state !== 'converting'))('claims no %s job', (state) => {
    expect(claim(anyJobIn(state), newYear + 1e12, terms)).toBeUndefined()
  })

  it('reports progress and extends the lease in one write', () => {
    const step = report(jobIn('converting'), { percent: 40, etaSeconds: 9 }, later, terms)
    keepsTheRules(step)
    expect(step.to).toMatchObject({
      progress: { percent: 40, etaSeconds: 9 },
      leaseUntil: later + terms.lease,
      dueAt: later + terms.lease,
      epoch: 1,
    })
  })

  it('finishes with the audio and leaves what belongs to the conversion behind', () => {
    const step = finish(jobIn('converting'), audio, later, terms, quotas)
    keepsTheRules(step)
    expect(step.to).toMatchObject({ state: 'done', audio, ...kept(terms.sourceRetention) })
    expect(step.to).not.toHaveProperty('leaseUntil')
    expect(step.to).not.toHaveProperty('progress')
  })

  it('fails with a reason', () => {
    const reason = { code: 'not-media', message: 'No video.' } as const
    const step = fail(jobIn('converting'), reason, later, terms)
    keepsTheRules(step)
    expect(step.to).toMatchObject({ state: 'failed', reason, ...kept(terms.sourceRetention) })
  })

  it('gives the job back: free at once, looked after later, twice as late each time', () => {
    const waits = [1, 2].map((attempts) => {
      const step = giveBack(jobIn('converting', { attempts }), later, terms)
      keepsTheRules(step)
      expect(step.to).toMatchObject({ state: 'converting', leaseUntil: later })
      expect(claim(step.to, later, terms)).toBeDefined()
      return step.to.dueAt - later
    })
    expect(waits).toEqual([terms.backoff, terms.backoff * 2])
  })

  it('fails instead of giving back after the last attempt', () => {
    const { to } = giveBack(jobIn('converting', { attempts: terms.maxAttempts }), later, terms)
    expect(to).toMatchObject({ state: 'failed', reason: systemFailure })
  })

  it('expires and cancels for the length of the retention, but the source goes at once', () => {
    for (const step of [
      expire(jobIn('reserved'), later, terms),
      cancel(jobIn('reserved'), later, terms),
      cancel(jobIn('uploaded'), later, terms),
      cancel(jobIn('converting', { leaseUntil: later - 1 }), later, terms),
    ]) {
      keepsTheRules(step)
      expect(step.to).toMatchObject(kept(0))
      expect(step.to).not.toHaveProperty('leaseUntil')
    }
  })

  it('cancels under a worker without taking the source away from it', () => {
    const { to } = cancel(jobIn('converting', { leaseUntil: later + 500 }), later, terms)
    expect(to).toMatchObject(kept(500))
    expect(remove(to, later).to.dueAt).toBe(later + 500)
    expect(remove(to, later + 501).to.dueAt).toBe(later + 501)
  })

  it('looks after the job at its own end when that is before its source’s', () => {
    const short = { ...terms, retention: 10, sourceRetention: 20 }
    expect(fail(jobIn('uploaded'), systemFailure, later, short).to.dueAt).toBe(later + 10)
  })

  it('tries a failed job again with all attempts, but a higher epoch next time', () => {
    const failed = jobIn('failed', { attempts: 3, epoch: 3, dispatch: 3 })
    const step = retry(failed, later, terms, quotas)
    if (!step) throw new Error('not tried again')
    keepsTheRules(step)
    expect(step.unchanged).toContain('source')
    expect(step.to).toMatchObject({ state: 'uploaded', attempts: 0, epoch: 3, dispatch: 4 })
    expect(step.to).not.toHaveProperty('reason')
    expect(claim(step.to, later, terms)?.to.epoch).toBe(4)
  })
})
