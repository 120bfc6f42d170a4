import { consequences, decide } from '../../../lambdas/jobs/decide'
import type { Job, JobState } from '../../../lambdas/jobs/domain'
import { expire, isFinal, redispatch, report, upload } from '../../../lambdas/jobs/life'
import { dropSource, remove, sourceGone } from '../../../lambdas/jobs/retention'
import { anyJobIn, jobIn, newYear, states, terms } from '../../support/jobs'

const later = newYear + 1000
const finals = states.filter((state) => isFinal(anyJobIn(state)))

describe('what an overdue job needs', () => {
  it.each(states)('a %s job needs nothing before its time', (state) => {
    const job = anyJobIn(state)
    expect(decide(job, job.dueAt - 1, terms)).toEqual({ do: 'nothing' })
  })

  it('a reservation is settled', () => {
    const job = jobIn('reserved')
    expect(decide(job, job.dueAt, terms)).toEqual({
      do: 'settle-upload',
      job,
      otherwise: expire(job, job.dueAt, terms),
    })
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

  it.each(finals)('the source of a %s job is removed at its end, and at the job’s own all of it', (state) => {
    const job = anyJobIn(state)
    if (!isFinal(job)) throw new Error('not final')
    expect(decide(job, job.sourceUntil, terms)).toEqual({ do: 'remove-source', job })
    expect(decide({ ...job, source: 'leaving' }, job.sourceUntil, terms)).toMatchObject({ do: 'remove-source' })
    expect(decide(job, job.keptUntil, terms)).toEqual({ do: 'remove', job })
    const gone = sourceGone(dropSource(job, later).to, later).to
    expect(decide(gone, job.keptUntil - 1, terms)).toEqual({ do: 'nothing' })
    expect(decide(gone, job.keptUntil, terms)).toMatchObject({ do: 'remove' })
  })

  it('a removal that was begun is finished', () => {
    const job = remove(jobIn('done'), later).to
    expect(decide(job, later, terms)).toEqual({ do: 'finish-removal', job })
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
    expect(consequences(jobIn('reserved'), uploaded)).toEqual({ fetch: false, convert: true, event: false })
    expect(consequences(uploaded, redispatch(uploaded, later, terms).to).convert).toBe(true)
    expect(consequences(uploaded, uploaded).convert).toBe(false)
  })

  it('neither a reservation nor a heartbeat is worth a message', () => {
    expect(consequences(undefined, jobIn('reserved'))).toEqual({ fetch: false, convert: false, event: false })
    const job = jobIn('converting')
    expect(consequences(job, report(job, { percent: 50 }, later, terms).to)).toEqual({
      fetch: false,
      convert: false,
      event: false,
    })
  })

  it('the end of a source is worth no message', () => {
    const job = jobIn('done')
    expect(consequences(job, dropSource(job, later).to)).toEqual({ fetch: false, convert: false, event: false })
  })

  it.each(finals)('reaching %s is told, once', (state: JobState) => {
    const final = anyJobIn(state, { dispatch: 1 })
    expect(consequences(jobIn('converting'), final)).toEqual({ fetch: false, convert: false, event: true })
    expect(consequences(final, final)).toEqual({ fetch: false, convert: false, event: false })
  })
})
