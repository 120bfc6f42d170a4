import type { Job, JobState } from '../../../lambdas/jobs/domain'
import {
  cancel,
  claim,
  consequences,
  decide,
  expire,
  fail,
  finish,
  giveBack,
  isFinal,
  redispatch,
  report,
  reserve,
  retry,
  systemFailure,
  type Transition,
  upload,
} from '../../../lambdas/jobs/life'
import { anyJobIn, audio, jobIn, newYear, states, terms } from '../../support/jobs'

const later = newYear + 1000

/** What every step must respect. */
const keepsTheRules = ({ from, to, unchanged }: Transition) => {
  expect(unchanged).toEqual(expect.arrayContaining(['state', 'epoch']))
  for (const name of ['id', 'owner', 'name', 'size', 'options', 'upload', 'shareKey', 'createdAt'] as const)
    expect(to[name]).toEqual(from[name])
  expect(to.updatedAt).toBe(later)
}

describe('steps of a job’s life', () => {
  it('reserves with nothing claimed, dispatched or tried yet', () => {
    const { id, owner, name, size, options, upload, shareKey } = jobIn('reserved')
    const job = reserve({ id, owner, name, size, options, upload, shareKey }, newYear, terms)
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
    const step = finish(jobIn('converting'), audio, later, terms)
    keepsTheRules(step)
    expect(step.to).toMatchObject({ state: 'done', audio, dueAt: later + terms.retention })
    expect(step.to).not.toHaveProperty('leaseUntil')
    expect(step.to).not.toHaveProperty('progress')
  })

  it('fails with a reason', () => {
    const reason = { code: 'not-media', message: 'No video.' } as const
    const step = fail(jobIn('converting'), reason, later, terms)
    keepsTheRules(step)
    expect(step.to).toMatchObject({ state: 'failed', reason, dueAt: later + terms.retention })
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

  it('expires and cancels for the length of the retention', () => {
    for (const step of [expire(jobIn('reserved'), later, terms), cancel(jobIn('converting'), later, terms)]) {
      keepsTheRules(step)
      expect(step.to.dueAt).toBe(later + terms.retention)
      expect(step.to).not.toHaveProperty('leaseUntil')
    }
  })

  it('tries a failed job again with all attempts, but a higher epoch next time', () => {
    const failed = jobIn('failed', { attempts: 3, epoch: 3, dispatch: 3 })
    const step = retry(failed, later, terms)
    keepsTheRules(step)
    expect(step.to).toMatchObject({ state: 'uploaded', attempts: 0, epoch: 3, dispatch: 4 })
    expect(step.to).not.toHaveProperty('reason')
    expect(claim(step.to, later, terms)?.to.epoch).toBe(4)
  })
})

describe('what an overdue job needs', () => {
  it.each(states)('a %s job needs nothing before its time', (state) => {
    const job = anyJobIn(state)
    expect(decide(job, job.dueAt - 1, terms)).toEqual({ do: 'nothing' })
  })

  it('a reservation is settled', () => {
    const job = jobIn('reserved')
    expect(decide(job, job.dueAt, terms)).toEqual({ do: 'settle-upload', job })
  })

  it('an uploaded job is handed over again until its deadline, then it fails', () => {
    const job = jobIn('uploaded', { deadline: newYear + terms.pickUp + 10 })
    expect(stateAfter(job, job.dueAt)).toEqual({ state: 'uploaded', dispatch: 2 })
    expect(stateAfter(job, job.deadline)).toEqual({ state: 'failed', dispatch: 1 })
  })

  it('a converting job is handed over to another worker, and fails after the last attempt or its deadline', () => {
    const job = jobIn('converting')
    expect(stateAfter(job, job.dueAt)).toEqual({ state: 'converting', dispatch: 2 })
    const last = jobIn('converting', { attempts: terms.maxAttempts })
    expect(stateAfter(last, last.dueAt)).toEqual({ state: 'failed', dispatch: 1 })
    const late = jobIn('converting', { deadline: job.dueAt })
    expect(stateAfter(late, late.dueAt)).toEqual({ state: 'failed', dispatch: 1 })
  })

  it.each(['done', 'failed', 'expired', 'cancelled'] as const)('a %s job is removed', (state) => {
    const job = jobIn(state)
    expect(decide(job, job.dueAt, terms)).toEqual({ do: 'remove', job })
  })

  const stateAfter = (job: Job, now: number) => {
    const decision = decide(job, now, terms)
    if (decision.do !== 'take') throw new Error(`no step but ${decision.do}`)
    const { state, dispatch } = decision.transition.to
    return { state, dispatch }
  }
})

describe('consequences of a write', () => {
  it('a hand-over becomes a convert message, once', () => {
    const uploaded = upload(jobIn('reserved'), later, terms).to
    expect(consequences(jobIn('reserved'), uploaded)).toEqual({ convert: true, event: false })
    expect(consequences(uploaded, redispatch(uploaded, later, terms).to).convert).toBe(true)
    expect(consequences(uploaded, uploaded).convert).toBe(false)
  })

  it('neither a reservation nor a heartbeat is worth a message', () => {
    expect(consequences(undefined, jobIn('reserved'))).toEqual({ convert: false, event: false })
    const job = jobIn('converting')
    expect(consequences(job, report(job, { percent: 50 }, later, terms).to)).toEqual({ convert: false, event: false })
  })

  it.each(states.filter((state) => isFinal(anyJobIn(state))))('reaching %s is told, once', (state: JobState) => {
    const final = anyJobIn(state, { dispatch: 1 })
    expect(consequences(jobIn('converting'), final)).toEqual({ convert: false, event: true })
    expect(consequences(final, final)).toEqual({ convert: false, event: false })
  })
})
