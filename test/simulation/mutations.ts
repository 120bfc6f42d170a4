import type { JobStore } from '../../lambdas/jobs/ports'
import type { Settlement } from '../../lambdas/jobs/quotas'
import type { ProcessKind } from './kill-points'

/** What can be taken away from the system, to see that the simulation misses it. */
export const mutations = [
  'epoch condition',
  'lease check',
  'stream retry',
  'sweeper',
  'quota release',
  'idempotency key',
] as const
export type Mutation = (typeof mutations)[number]

/** The jobs table as a process reaches it, without what the mutation takes away. */
export function mutatedJobs(jobs: JobStore, kind: ProcessKind, mutation: Mutation | undefined): JobStore {
  switch (mutation) {
    case 'epoch condition':
      return {
        ...jobs,
        take: (step) => jobs.take({ ...step, unchanged: step.unchanged.filter((name) => name !== 'epoch') }),
      }
    case 'lease check':
      return kind === 'work' ? blindToLeases(jobs) : jobs
    case 'quota release':
      return {
        ...jobs,
        take: ({ settles, ...step }) =>
          jobs.take(settles && releases(settles) ? step : { ...step, ...(settles && { settles }) }),
      }
    case 'idempotency key':
      return { ...jobs, create: (job, settles) => jobs.create(job, settles) }
    case 'sweeper':
      return { ...jobs, due: async () => [] }
    default:
      return jobs
  }
}

function releases({ by }: Settlement) {
  return Object.values(by).some((amount) => amount < 0)
}

/** A worker that takes every lease it reads for one that has run out. */
function blindToLeases(jobs: JobStore): JobStore {
  return {
    ...jobs,
    get: async (ref) => {
      const job = await jobs.get(ref)
      return job?.state === 'converting' ? { ...job, leaseUntil: 0 } : job
    },
    take: (step) => {
      const isBlind = step.from.state === 'converting' && step.from.leaseUntil === 0
      return jobs.take(isBlind ? { ...step, unchanged: step.unchanged.filter((name) => name !== 'leaseUntil') } : step)
    },
  }
}
