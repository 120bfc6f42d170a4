import { randomUUID } from 'node:crypto'
import { overridesKey, usageKey } from '../../../lambdas/jobs/counters'
import { type ForgetDeps, forget, NotYetForgotten } from '../../../lambdas/jobs/forget'
import { charged } from '../../../lambdas/jobs/life'
import { memoryAudioStore, memoryJobStore, memorySourceStore, silentLog } from '../../support/in-memory'
import { ada, idAt, jobIn, newYear, quotas, terms } from '../../support/jobs'

const closed = JSON.stringify({ owner: ada })

/** Ada has a job in every state, one of them under a worker; Bob has one too. */
async function house() {
  const jobs = memoryJobStore()
  const sources = memorySourceStore()
  const audio = memoryAudioStore()
  const clock = { now: newYear }
  const reserved = jobIn('reserved', { id: idAt(1) })
  await jobs.create(reserved, charged(reserved, quotas))
  const states = ['uploaded', 'converting', 'done', 'failed', 'expired', 'cancelled'] as const
  for (const [place, state] of states.entries()) jobs.put(jobIn(state, { id: idAt(place + 2) }))
  const bobs = jobIn('done', { id: idAt(9), owner: randomUUID() })
  jobs.put(bobs)
  jobs.override(ada, { activeJobs: 3 })
  const deps = { jobs, owners: jobs, sources, audio, terms, now: () => clock.now, log: silentLog }
  return { ...deps, deps, clock, bobs }
}

describe('a closed account', () => {
  it('leaves nothing behind, once the last worker has let go', async () => {
    const { deps, jobs, clock, bobs } = await house()
    await expect(forget(deps, closed)).rejects.toThrow(NotYetForgotten)
    expect((await jobs.list(ada, { limit: 100 })).jobs).toEqual([])
    expect(await jobs.jobsOf(ada)).toEqual([{ owner: ada, id: idAt(3) }])
    clock.now += terms.lease
    await forget(deps, closed)
    expect(await jobs.jobsOf(ada)).toEqual([])
    expect(jobs.counts(usageKey(ada))).toEqual({})
    expect((await jobs.account(ada, '2027-01-01')).overrides).toEqual({})
    expect(await jobs.get(bobs)).toEqual(bobs)
    expect(jobs.counts(overridesKey(ada))).toEqual({})
  })

  it('is forgotten after a crash before or after any effect', async () => {
    const effects = async (deps: ForgetDeps): Promise<number> => {
      const counted = crashing(deps, Number.POSITIVE_INFINITY, 'before')
      await forget(counted.deps, closed)
      return counted.count()
    }
    const whole = await house()
    whole.clock.now += terms.lease
    const total = await effects(whole.deps)
    expect(total).toBeGreaterThan(30)
    for (let at = 1; at <= total; at++)
      for (const when of ['before', 'after'] as const) {
        const { deps, jobs, clock, bobs } = await house()
        clock.now += terms.lease
        await expect(forget(crashing(deps, at, when).deps, closed)).rejects.toThrow('crash')
        await forget(deps, closed)
        expect(await jobs.jobsOf(ada)).toEqual([])
        expect(jobs.counts(usageKey(ada))).toEqual({})
        expect(await jobs.get(bobs)).toEqual(bobs)
      }
  })

  it('of a user who never had a job succeeds, and so does a repeat', async () => {
    const { deps } = await house()
    const nobody = JSON.stringify({ owner: randomUUID() })
    await forget(deps, nobody)
    await forget(deps, nobody)
  })
})

/** The same deps, whose n-th call fails: before it has had its effect, or after. */
function crashing(deps: ForgetDeps, at: number, when: 'before' | 'after') {
  let calls = 0
  const guard = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const method = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) => {
          const mine = ++calls
          if (mine === at && when === 'before') throw new Error('crash')
          const result = await Reflect.apply(method, target, args)
          if (mine === at) throw new Error('crash')
          return result
        }
      },
    })
  const { jobs, owners, sources, audio } = deps
  return {
    deps: { ...deps, jobs: guard(jobs), owners: guard(owners), sources: guard(sources), audio: guard(audio) },
    count: () => calls,
  }
}
