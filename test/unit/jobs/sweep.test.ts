import type { Job } from '../../../lambdas/jobs/domain'
import { sweep } from '../../../lambdas/jobs/sweep'
import { memoryAudioStore, memoryJobStore, memorySourceStore, recordingLog } from '../../support/in-memory'
import { ada, bob, idAt, jobIn, newYear, terms } from '../../support/jobs'

const now = newYear + 1e9

function room(...seed: readonly Job[]) {
  const jobs = memoryJobStore(...seed)
  const sources = memorySourceStore()
  const audio = memoryAudioStore()
  const log = recordingLog()
  return { jobs, sources, audio, log, sweep: () => sweep({ jobs, sources, audio, terms, now: () => now, log }) }
}

describe('the sweeper', () => {
  it('does what each overdue job needs', async () => {
    const reserved = jobIn('reserved', { id: idAt(1) })
    const arrived = jobIn('reserved', { id: idAt(2) })
    const waiting = jobIn('uploaded', { id: idAt(3), deadline: now + 1 })
    const late = jobIn('uploaded', { id: idAt(4), deadline: now })
    const held = jobIn('converting', { id: idAt(5), deadline: now + 1 })
    const last = jobIn('converting', { id: idAt(6), attempts: terms.maxAttempts })
    const old = jobIn('done', { id: idAt(7), dueAt: now, keptUntil: now })
    const { jobs, sources, sweep } = room(reserved, arrived, waiting, late, held, last, old)
    sources.put(arrived, Buffer.alloc(arrived.size))

    await sweep()

    const states = [reserved, arrived, waiting, late, held, last, old].map((job) => jobs.row(job)?.state)
    expect(states).toEqual(['expired', 'uploaded', 'uploaded', 'failed', 'converting', 'failed', undefined])
    expect([waiting, held].map((job) => jobs.row(job)?.dispatch)).toEqual([2, 2])
  })

  it('leaves jobs alone whose time has not come', async () => {
    const { jobs, sweep } = room(jobIn('uploaded', { dueAt: now + 1 }))
    await sweep()
    expect(jobs.writes).toHaveLength(0)
  })

  it('decides by the row, not by the index, which is a little behind', async () => {
    const { jobs, sweep } = room(jobIn('converting', { dueAt: now + 1, leaseUntil: now + 1 }))
    jobs.due = async () => [jobIn('converting')]
    await sweep()
    expect(jobs.writes).toHaveLength(0)
  })

  it('passes over a job that is gone', async () => {
    const { jobs, sweep } = room()
    jobs.due = async () => [jobIn('done')]
    await expect(sweep()).resolves.toBeUndefined()
  })

  it('goes on when one job fails, and says so', async () => {
    const [first, second, third] = [1, 2, 3].map((n) => jobIn('uploaded', { id: idAt(n), deadline: now + 1 }))
    if (!first || !second || !third) throw new Error('three jobs')
    const { jobs, log, sweep } = room(first, second, third)
    const get = jobs.getRow
    jobs.getRow = (ref) => (ref.id === second.id ? Promise.reject(new Error('broken row')) : get(ref))

    await expect(sweep()).rejects.toThrow('1 of 3')

    expect([first, second, third].map((job) => jobs.row(job)?.dispatch)).toEqual([2, 1, 2])
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
  })

  it('run twice at once hands a job over once', async () => {
    const { jobs, sweep } = room(jobIn('uploaded', { deadline: now + 1 }))
    await Promise.all([sweep(), sweep()])
    expect(jobs.row(jobIn('uploaded'))?.dispatch).toBe(2)
  })

  it('looks after one owner’s jobs one at a time, as they share counters, and after owners side by side', async () => {
    const seed = [ada, bob].flatMap((owner, n) =>
      [1, 2, 3].map((i) => jobIn('uploaded', { owner, id: idAt(10 * n + i), deadline: now + 1 })),
    )
    const { jobs, sweep } = room(...seed)
    const { take } = jobs
    const busy = new Map<string, number>()
    let atOnce = 0
    jobs.take = async (transition) => {
      const { owner } = transition.from
      busy.set(owner, (busy.get(owner) ?? 0) + 1)
      expect(busy.get(owner)).toBe(1)
      atOnce = Math.max(atOnce, [...busy.values()].filter((n) => n > 0).length)
      await new Promise(setImmediate)
      busy.set(owner, 0)
      return take(transition)
    }
    await sweep()
    expect(atOnce).toBe(2)
    expect(jobs.writes).toHaveLength(6)
  })

  it('goes on until nothing is overdue, past jobs that fail again and again', async () => {
    const seed = Array.from({ length: 450 }, (_, n) => jobIn('uploaded', { id: idAt(n), dueAt: n, deadline: now + 1 }))
    const { jobs, log, sweep } = room(...seed)
    const get = jobs.getRow
    const isBroken = (id: string) => seed.slice(0, 250).some((job) => job.id === id)
    jobs.getRow = (ref) => (isBroken(ref.id) ? Promise.reject(new Error('broken row')) : get(ref))

    await expect(sweep()).rejects.toThrow('250 of 450')

    expect(seed.filter((job) => jobs.row(job)?.dispatch === 2)).toHaveLength(200)
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(250)
  })

  it('asks for no more when its time is nearly up: the next one goes on', async () => {
    let time = now
    const seed = Array.from({ length: 450 }, (_, n) => jobIn('uploaded', { id: idAt(n), deadline: now * 2 }))
    const jobs = memoryJobStore(...seed)
    const getRow: typeof jobs.getRow = (ref) => {
      time += 250
      return jobs.getRow(ref)
    }
    const deps = {
      sources: memorySourceStore(),
      audio: memoryAudioStore(),
      terms,
      now: () => time,
      log: recordingLog(),
    }
    await sweep({ ...deps, jobs: { ...jobs, getRow } })
    expect(jobs.writes).toHaveLength(200)
    await sweep({ ...deps, jobs: { ...jobs, getRow } })
    expect(jobs.writes).toHaveLength(400)
  })
})
