import { holdLease } from '../../../lambdas/conversion/lease'
import { cancel, claim } from '../../../lambdas/jobs/life'
import { memoryJobStore, silentLog } from '../../support/in-memory'
import { jobIn, newYear, terms } from '../../support/jobs'

const beat = 3000

beforeEach(() => {
  jest.useFakeTimers({ now: newYear })
})
afterEach(() => {
  jest.useRealTimers()
})

function room() {
  const job = jobIn('converting')
  const jobs = memoryJobStore(job)
  const lease = holdLease({ jobs, terms, now: Date.now, log: silentLog }, job)
  return { job, jobs, lease, pass: (ms: number) => jest.advanceTimersByTimeAsync(ms) }
}

describe('a lease', () => {
  it('is extended by every heartbeat, which writes the progress, too', async () => {
    const { job, jobs, lease, pass } = room()
    lease.report({ percent: 10 })
    lease.report({ percent: 30, etaSeconds: 5 })
    await pass(beat)
    expect(jobs.row(job)).toMatchObject({
      progress: { percent: 30, etaSeconds: 5 },
      leaseUntil: newYear + beat + terms.lease,
    })
    await pass(beat)
    expect(jobs.row(job)).toHaveProperty('leaseUntil', newYear + 2 * beat + terms.lease)
    expect(jobs.writes).toHaveLength(2)
    await lease.release()
  })

  it('knows the row as last written, so that the last step fits it', async () => {
    const { job, jobs, lease, pass } = room()
    await pass(beat)
    expect(lease.job()).toEqual(jobs.row(job))
    await lease.release()
  })

  it('is lost when the job was cancelled', async () => {
    const { job, jobs, lease, pass } = room()
    await jobs.take(cancel(job, newYear, terms))
    expect(lease.signal.aborted).toBe(false)
    await pass(beat)
    expect(lease.signal.aborted).toBe(true)
    expect(jobs.row(job)?.state).toBe('cancelled')
    await lease.release()
  })

  it('is lost when another worker took over', async () => {
    const { job, jobs, lease, pass } = room()
    const taken = claim({ ...job, leaseUntil: newYear }, newYear, terms)
    if (taken) jobs.put(taken.to)
    await pass(beat)
    expect(lease.signal.aborted).toBe(true)
    expect(jobs.row(job)).toEqual(taken?.to)
    await lease.release()
  })

  it('survives a table that is away for a while', async () => {
    const { jobs, lease, pass } = room()
    const { take } = jobs
    jobs.take = () => Promise.reject(new Error('throttled'))
    await pass(terms.lease - beat)
    expect(lease.signal.aborted).toBe(false)
    jobs.take = take
    await pass(beat)
    expect(lease.signal.aborted).toBe(false)
    expect(lease.job().leaseUntil).toBe(newYear + terms.lease + terms.lease)
    await lease.release()
  })

  it('is given up when the table stays away until it has run out: another worker may have it', async () => {
    const { jobs, lease, pass } = room()
    jobs.take = () => Promise.reject(new Error('throttled'))
    await pass(terms.lease + beat)
    expect(lease.signal.aborted).toBe(true)
    await lease.release()
  })

  it('once released writes nothing more', async () => {
    const { jobs, lease, pass } = room()
    await lease.release()
    await pass(10 * beat)
    expect(jobs.writes).toHaveLength(0)
  })

  it('is released only when a heartbeat under way has ended', async () => {
    const { jobs, lease, pass } = room()
    const { take } = jobs
    let answer = (): void => undefined
    jobs.take = async (transition) => {
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      return take(transition)
    }
    await pass(beat)
    let released = false
    const release = lease.release().then(() => {
      released = true
    })
    await pass(0)
    expect(released).toBe(false)
    answer()
    await release
    expect(lease.job().leaseUntil).toBe(newYear + beat + terms.lease)
  })
})
