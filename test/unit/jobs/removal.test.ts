import { createApp } from '../../../lambdas/jobs/app'
import { usageKey } from '../../../lambdas/jobs/counters'
import type { JobIn, Row } from '../../../lambdas/jobs/domain'
import { failImport, importFailure } from '../../../lambdas/jobs/importing'
import { cancel, charged, claim, fail, finish, retry, upload } from '../../../lambdas/jobs/life'
import type { AudioStore, JobStore, SourceStore } from '../../../lambdas/jobs/ports'
import { removeSource } from '../../../lambdas/jobs/remove'
import { dropSource, released, remove, sourceGone } from '../../../lambdas/jobs/retention'
import { sweep } from '../../../lambdas/jobs/sweep'
import { anImport } from '../../support/imports'
import { memoryAudioStore, memoryJobStore, memorySourceStore, silentLog } from '../../support/in-memory'
import { ada, audio as anAudio, jobId, jobIn, newYear, quotas, terms } from '../../support/jobs'
import { caller } from '../../support/request'

const day = 24 * 60 * 60 * 1000
const bytes = Buffer.alloc(1000)

class Killed extends Error {}

/** What the functions' process may be doing when it dies: the calls that change something. */
const effects = ['take', 'remove', 'abort', 'removeAll'] as const

/** A room with one job that was reserved, uploaded and ended as `end` says; and a process that may die. */
async function room(end: 'done' | 'failed' | 'cancelled' | 'converting') {
  let time = newYear
  const jobs = memoryJobStore()
  const sources = memorySourceStore()
  const audio = memoryAudioStore()
  const id = await sources.begin({ owner: ada, id: jobId })
  const reserved = jobIn('reserved', { upload: { id, partSize: 16 * 1024 ** 2 } })
  await jobs.create(reserved, charged(reserved, quotas))
  sources.receive(reserved, 1, bytes)
  await sources.complete(reserved)
  const uploaded = await jobs.take(upload(reserved, time, terms))
  const claimed = uploaded && (await jobs.take(claim(uploaded, time, terms) ?? never()))
  if (!claimed) throw new Error('not claimed')
  audio.put(claimed, bytes)
  if (end === 'done') await jobs.take(finish(claimed, anAudio, time, terms, quotas))
  if (end === 'failed') await jobs.take(fail(claimed, { code: 'corrupt', message: 'No.' }, time, terms))
  if (end === 'cancelled') await jobs.take(cancel(claimed, time, terms))

  /** Counts down to the effect at which the process dies, before or after it happens. */
  let [countdown, dies] = [Number.POSITIVE_INFINITY, 'before' as 'before' | 'after']
  const mortal = <P extends object>(port: P): P =>
    new Proxy(port, {
      get: (target, name, receiver) => {
        const call: unknown = Reflect.get(target, name, receiver)
        if (typeof call !== 'function' || !effects.some((effect) => effect === name)) return call
        return async (...args: unknown[]) => {
          if (countdown < 0) throw new Killed()
          countdown -= 1
          if (countdown < 0 && dies === 'before') throw new Killed()
          const result: unknown = await Reflect.apply(call, target, args)
          if (countdown < 0) throw new Killed()
          return result
        }
      },
    })
  const deps = {
    jobs: mortal<JobStore>(jobs),
    sources: mortal<SourceStore>(sources),
    audio: mortal<AudioStore>(audio),
    terms,
    quotas,
    now: () => time,
    log: silentLog,
  }
  const job = { owner: ada, id: jobId }
  return {
    jobs,
    sources,
    audio,
    row: () => jobs.row(job),
    pass: (ms: number) => {
      time += ms
    },
    now: () => time,
    asAda: caller(createApp(deps), ada),
    /** The sweeper, which throws for jobs at which it failed. */
    sweep: () => sweep(deps).catch((error: Error) => error),
    dieAt: (effect: number, when: 'before' | 'after') => {
      ;[countdown, dies] = [effect, when]
    },
    revive: () => {
      countdown = Number.POSITIVE_INFINITY
    },
    left: async () => ({
      row: jobs.row(job),
      source: await sources.size(job),
      audio: audio.keys(),
      uses: jobs.counts(usageKey(ada)),
    }),
  }
}

function never(): never {
  throw new Error('no such step')
}

const nothing = { row: undefined, source: undefined, audio: [], uses: { activeJobs: 0, storedBytes: 0 } }

/** Every effect of the longest of the ways below, before and after it, and one more: no death at all. */
const deaths = Array.from({ length: 8 }, (_, effect) => [
  [effect, 'before'] as const,
  [effect, 'after'] as const,
]).flat()

describe('retention', () => {
  it.each(['done', 'failed', 'cancelled'] as const)(
    'removes the source of a %s job first, then all of it',
    async (end) => {
      const { sweep, row, sources, audio, jobs, pass } = await room(end)
      const sourceFor = end === 'cancelled' ? terms.lease : terms.sourceRetention
      pass(sourceFor - 1)
      await sweep()
      expect(await sources.size({ owner: ada, id: jobId })).toBe(1000)
      pass(1)
      await sweep()
      expect(await sources.size({ owner: ada, id: jobId })).toBeUndefined()
      expect(row()).toMatchObject({ state: end, source: 'gone', dueAt: newYear + terms.retention })
      expect(audio.keys()).toHaveLength(1)
      expect(jobs.counts(usageKey(ada))).toEqual({ activeJobs: 0, storedBytes: 0 })
      pass(terms.retention - sourceFor - 1)
      await sweep()
      expect(row()).toBeDefined()
      pass(1)
      await sweep()
      expect(row()).toBeUndefined()
    },
  )

  it.each(deaths)('ends with nothing left when the sweeper dies at its effect %i, %s', async (effect, when) => {
    const { sweep, dieAt, revive, left, pass } = await room('failed')
    dieAt(effect, when)
    for (const time of [terms.sourceRetention, 0, terms.retention, 0]) {
      pass(time)
      await sweep()
      // Bytes are given back when they are free, never before.
      const { source, uses } = await left()
      if (source !== undefined) expect(uses.storedBytes).toBe(1000)
      if (effect % 2 === 0) revive()
    }
    revive()
    await sweep()
    expect(await left()).toEqual(nothing)
  })

  it('and a retry at the same moment: the one that was faster has its way, and never is there a job without its source', async () => {
    for (const retriesAt of [0, 1, 2, 3, 4]) {
      const { sweep, jobs, sources, row, pass, now } = await room('failed')
      pass(terms.sourceRetention)
      let calls = 0
      /** The retry's write, between any two of the sweeper's; its function read the row when there was time yet. */
      const again = async () => {
        const seen = row()
        if (seen?.state !== 'failed') return
        const step = retry({ ...seen, sourceUntil: now() + 1 }, now(), terms, quotas)
        if (step) await jobs.take(step)
      }
      const before = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
        return async (...args: A): Promise<R> => {
          if (calls++ === retriesAt) await again()
          return call(...args)
        }
      }
      const { take } = jobs
      sources.abort = before(sources.abort)
      sources.remove = before(sources.remove)
      jobs.take = ((transition) => {
        jobs.take = take
        return before(take)(transition) as ReturnType<typeof take>
      }) as typeof take
      await sweep()
      await again()
      const job = row()
      const hasSource = (await sources.size({ owner: ada, id: jobId })) !== undefined
      expect([retriesAt, job?.state, hasSource]).toEqual([
        retriesAt,
        retriesAt === 0 ? 'uploaded' : 'failed',
        retriesAt === 0,
      ])
    }
  })
})

describe('DELETE', () => {
  const path = `/v1/jobs/${jobId}`

  it.each(
    (['done', 'failed', 'cancelled', 'converting'] as const).flatMap((end) =>
      deaths.map(([effect, when]) => [end, effect, when] as const),
    ),
  )('of a %s job ends with nothing left when the function dies at its effect %i, %s', async (end, effect, when) => {
    const { asAda, dieAt, revive, sweep, left, pass, row } = await room(end)
    dieAt(effect, when)
    const { status } = await asAda('DELETE', path)
    revive()
    // A success is final, even if work remains; and a failure can be repaired by asking again.
    if (status === 204) expect((await asAda('GET', path)).status).toBe(404)
    else expect([204, 404]).toContain((await asAda('DELETE', path)).status)
    expect([undefined, 'removed']).toContain(row()?.state)
    pass(terms.lease)
    await sweep()
    expect(await left()).toEqual(nothing)
  })

  it('can be undone by nothing: neither retry, worker nor late message finds the job', async () => {
    const { asAda, dieAt, revive, jobs, row } = await room('failed')
    const failed = row() as JobIn<'failed'>
    dieAt(1, 'before')
    expect((await asAda('DELETE', path)).status).toBe(204)
    revive()
    expect((await asAda('POST', `${path}/retry`)).status).toBe(404)
    const step = retry(failed, newYear, terms, quotas)
    expect(step && (await jobs.take(step))).toBeUndefined()
    expect(await jobs.get(failed)).toBeUndefined()
    expect(row()?.state).toBe('removed')
  })

  it('twice at once gives back once', async () => {
    const { asAda, left } = await room('done')
    const answers = await Promise.all([asAda('DELETE', path), asAda('DELETE', path), asAda('DELETE', path)])
    expect(answers.map(({ status }) => status)).toContain(204)
    expect(await left()).toEqual(nothing)
  })

  it('and the sweeper at once give back once', async () => {
    const { asAda, sweep, left, pass } = await room('done')
    pass(terms.retention)
    await Promise.all([sweep(), asAda('DELETE', path), sweep()])
    expect(await left()).toEqual(nothing)
  })
})

describe('a step that was decided on long ago', () => {
  it('does not remove the source of a job that failed again since', async () => {
    const { jobs, row } = await room('failed')
    const failed = row() as JobIn<'failed'>
    const again = await jobs.take(retry(failed, newYear, terms, quotas) ?? never())
    if (again) await jobs.take(fail(again, failed.reason, newYear + 1, terms))
    expect(await jobs.take(dropSource(failed, newYear + 2))).toBeUndefined()
    expect(await jobs.take(remove(failed, newYear + 2))).toBeUndefined()
  })

  it('does not give back the bytes of a source a second time', async () => {
    const { jobs, row } = await room('failed')
    const leaving = await jobs.take(dropSource(row() as JobIn<'failed'>, newYear))
    if (!leaving) throw new Error('not leaving')
    await jobs.take(sourceGone(leaving, newYear))
    await jobs.take(sourceGone(leaving, newYear))
    const removed = await jobs.take(remove(leaving, newYear))
    if (removed) await jobs.remove(removed, released(removed, newYear))
    expect(jobs.counts(usageKey(ada))).toEqual({ activeJobs: 0, storedBytes: 0 })
  })

  it('gives back what the row says, though its worker never heard how large the source is', async () => {
    const jobs = memoryJobStore()
    const known = anImport({ size: 532, epoch: 1 })
    await jobs.create(known, charged(known, quotas))
    const believed = anImport({ size: 0, epoch: 1 })
    const failed = await jobs.take(failImport(believed, importFailure, newYear, terms))
    const deps = {
      jobs,
      sources: memorySourceStore(),
      audio: memoryAudioStore(),
      terms,
      now: () => newYear,
      log: silentLog,
    }
    if (failed?.state === 'failed') await removeSource(deps, failed)
    await sweep(deps)
    expect(jobs.row(known)).toMatchObject({ state: 'failed', source: 'gone' })
    expect(jobs.counts(usageKey(ada))).toEqual({ activeJobs: 0, storedBytes: 0 })
  })

  it('does not remove a row that changed since', async () => {
    const { jobs, row } = await room('failed')
    const removed = await jobs.take(remove(row() as JobIn<'failed'>, newYear))
    if (!removed) throw new Error('not removed')
    await jobs.remove({ ...removed, source: 'gone' }, { day: '2026-01-01', by: {} })
    expect(row()).toEqual(removed)
  })
})

describe('rows', () => {
  it('of removed jobs are in no list, for any filter', async () => {
    const removed: Row = { ...(jobIn('cancelled') as object), state: 'removed' } as Row
    const jobs = memoryJobStore(removed)
    expect((await jobs.list(ada, { limit: 10 })).jobs).toEqual([])
    expect(await jobs.due(newYear + day, 10)).toEqual([{ owner: ada, id: jobId }])
  })
})
