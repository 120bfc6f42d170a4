import type { Log } from '../shared/log'
import { decide } from './decide'
import type { JobRef } from './domain'
import type { AudioStore } from './ports'
import { finishRemoval, removeSource } from './remove'
import { remove } from './retention'
import { type SettleDeps, settleUpload } from './settle-upload'

export type SweepDeps = SettleDeps & { readonly audio: AudioStore; readonly log: Log }

/** Jobs per sweep. What is left comes with the next one, a minute later. */
const batch = 200

/** Looks after every job whose time has come. Safe to repeat and to run twice at once: each step is conditional. */
export const sweep = async (deps: SweepDeps): Promise<void> => {
  const overdue = await deps.jobs.due(deps.now(), batch)
  const owners = [...new Set(overdue.map(({ owner }) => owner))]
  const turns = owners.map((one) =>
    attendInTurn(
      deps,
      overdue.filter(({ owner }) => owner === one),
    ),
  )
  const failures = (await Promise.all(turns)).flat()
  deps.log.info('swept', { overdue: overdue.length, failed: failures.length })
  if (failures.length > 0)
    throw new Error(`${failures.length} of ${overdue.length} overdue jobs could not be attended to`)
}

/** One owner's jobs one after the other, as all of them move the owner's counters. What went wrong. */
const attendInTurn = async (deps: SweepDeps, refs: readonly JobRef[]): Promise<readonly unknown[]> => {
  const failures: unknown[] = []
  for (const ref of refs) {
    try {
      await attend(deps, ref)
    } catch (error) {
      // One job's trouble must not keep the others waiting, but it must be seen.
      deps.log.error('sweep failed for a job', { job: ref.id, error })
      failures.push(error)
    }
  }
  return failures
}

const attend = async (deps: SweepDeps, ref: JobRef): Promise<void> => {
  const job = await deps.jobs.getRow(ref)
  if (!job) return
  const decision = decide(job, deps.now(), deps.terms)
  if (decision.do === 'nothing') return
  deps.log.info('overdue', { job: job.id, state: job.state, decision: decision.do })
  if (decision.do === 'settle-upload') await settleUpload(deps, decision.job)
  if (decision.do === 'take') await deps.jobs.take(decision.transition)
  if (decision.do === 'remove-source') await removeSource(deps, decision.job)
  if (decision.do === 'remove') {
    const removed = await deps.jobs.take(remove(decision.job, deps.now()))
    if (removed) await finishRemoval(deps, removed)
  }
  if (decision.do === 'finish-removal') await finishRemoval(deps, decision.job)
}
