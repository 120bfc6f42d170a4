import type { Log } from '../shared/log'
import type { JobRef } from './domain'
import { decide } from './life'
import type { AudioStore } from './ports'
import { removeFinal } from './remove'
import { type SettleDeps, settleUpload } from './settle-upload'

export type SweepDeps = SettleDeps & { readonly audio: AudioStore; readonly log: Log }

/** Jobs per sweep. What is left comes with the next one, a minute later. */
const batch = 200

/** Looks after every job whose time has come. Safe to repeat and to run twice at once: each step is conditional. */
export const sweep = async (deps: SweepDeps): Promise<void> => {
  const overdue = await deps.jobs.due(deps.now(), batch)
  const results = await Promise.allSettled(overdue.map((ref) => attend(deps, ref)))
  const failed = results.filter((result) => result.status === 'rejected')
  // One job's trouble must not keep the others waiting, but it must be seen.
  for (const { reason } of failed) deps.log.error('sweep failed for a job', { error: reason })
  deps.log.info('swept', { overdue: overdue.length, failed: failed.length })
  if (failed.length > 0) throw new Error(`${failed.length} of ${overdue.length} overdue jobs could not be attended to`)
}

const attend = async (deps: SweepDeps, ref: JobRef): Promise<void> => {
  const job = await deps.jobs.get(ref)
  if (!job) return
  const decision = decide(job, deps.now(), deps.terms)
  if (decision.do === 'nothing') return
  deps.log.info('overdue', { job: job.id, state: job.state, decision: decision.do })
  if (decision.do === 'settle-upload') await settleUpload(deps, decision.job)
  if (decision.do === 'take') await deps.jobs.take(decision.transition)
  if (decision.do === 'remove') await removeFinal(deps, decision.job)
}
