import type { Log } from '../shared/log'
import { decide } from './decide'
import type { JobRef } from './domain'
import type { AudioStore } from './ports'
import { finishRemoval, removeSource } from './remove'
import { remove } from './retention'
import { type SettleDeps, settleUpload } from './settle-upload'

export type SweepDeps = SettleDeps & { readonly audio: AudioStore; readonly log: Log }

/** Jobs asked for at a time. */
const batch = 200

/** Milliseconds after which a sweep asks for no more: its function has 55 s, and the next one comes within a minute. */
const longest = 40_000

/** Looks after every job whose time has come. Safe to repeat and to run twice at once: each step is conditional. */
export async function sweep(deps: SweepDeps): Promise<void> {
  const until = deps.now() + longest
  const attended = new Set<string>()
  const failures: unknown[] = []
  let mayBeMore = true
  while (mayBeMore && deps.now() < until) {
    // The index lags a little, and some jobs fail repeatedly: neither may hide the jobs after them.
    const limit = batch + attended.size
    const listed = await deps.jobs.due(deps.now(), limit)
    const overdue = listed.filter(({ id }) => !attended.has(id))
    failures.push(...(await attendAll(deps, overdue)))
    for (const { id } of overdue) attended.add(id)
    mayBeMore = listed.length === limit
  }
  deps.log.info('swept', { overdue: attended.size, failed: failures.length })
  if (failures.length > 0)
    throw new Error(`${failures.length} of ${attended.size} overdue jobs could not be attended to`)
}

/** Owners in parallel. @returns the errors */
async function attendAll(deps: SweepDeps, overdue: readonly JobRef[]): Promise<readonly unknown[]> {
  const owners = [...new Set(overdue.map(({ owner }) => owner))]
  const turns = owners.map((one) =>
    attendInTurn(
      deps,
      overdue.filter(({ owner }) => owner === one),
    ),
  )
  return (await Promise.all(turns)).flat()
}

/** One owner's jobs one after the other, as they all change the owner's counters. @returns the errors */
async function attendInTurn(deps: SweepDeps, refs: readonly JobRef[]): Promise<readonly unknown[]> {
  const failures: unknown[] = []
  for (const ref of refs) {
    try {
      await attend(deps, ref)
    } catch (error) {
      // An error in one job must not stop the others, but it must be reported.
      deps.log.error('sweep failed for a job', { job: ref.id, error })
      failures.push(error)
    }
  }
  return failures
}

async function attend(deps: SweepDeps, ref: JobRef): Promise<void> {
  const job = await deps.jobs.getRow(ref)
  if (!job) return
  const decision = decide(job, deps.now(), deps.terms)
  if (decision.do === 'nothing') return
  deps.log.info('overdue', { job: job.id, state: job.state, decision: decision.do })
  if (decision.do === 'settle-upload') await settleUpload(deps, decision.job, decision.otherwise)
  if (decision.do === 'take') await deps.jobs.take(decision.transition)
  if (decision.do === 'remove-source') await removeSource(deps, decision.job)
  if (decision.do === 'remove') {
    const removed = await deps.jobs.take(remove(decision.job, deps.now()))
    if (removed) await finishRemoval(deps, removed)
  }
  if (decision.do === 'finish-removal') await finishRemoval(deps, decision.job)
}
