import type { JobRef } from './domain'
import { type Amount, amountsOf, type Limit, type Settlement } from './quotas'

/** A row of the table that counts. */
export interface CounterKey {
  readonly pk: string
  readonly sk: string
}

/** What a settlement does to one such row. */
export interface CounterMove {
  readonly key: CounterKey
  readonly amounts: readonly Amount[]
  /** The day that the row counts, if it counts by the day. */
  readonly day?: string
}

/**
 * The counter of all users together is spread over this many rows, so that no single one takes every reservation. Each may hold
 * its share of the limit: together they never exceed it, and the fullest may refuse a little early.
 */
export const serviceShards = 8

/** What is counted beyond the day. */
export function usageKey(owner: string): CounterKey {
  return { pk: `USER#${owner}`, sk: 'USAGE' }
}

export function usageOfDayKey(owner: string, day: string): CounterKey {
  return { pk: `USER#${owner}`, sk: `USAGE#${day}` }
}

/** Set by an operator: this user's limits instead of the stage's quotas. Under a key of its own, which no function may write. */
export function overridesKey(owner: string): CounterKey {
  return { pk: `QUOTAS#${owner}`, sk: 'QUOTAS' }
}

function serviceKey(id: string, day: string): CounterKey {
  return {
    pk: `SERVICE#${day}`,
    sk: `SHARD#${Number.parseInt(id.slice(-2), 16) % serviceShards}`,
  }
}

/** The rows that a job's settlement moves, and by how much. */
export function counterMoves({ owner, id }: JobRef, settlement: Settlement): readonly CounterMove[] {
  const { day } = settlement
  const amounts = amountsOf(settlement).map((amount) =>
    amount.limit === 'serviceCostPerDay' && amount.atMost !== undefined
      ? { ...amount, atMost: Math.floor(amount.atMost / serviceShards) }
      : amount,
  )
  const of = (...names: Limit[]) => amounts.filter(({ limit }) => names.includes(limit))
  return [
    { key: usageKey(owner), amounts: of('activeJobs', 'storedBytes') },
    { key: usageOfDayKey(owner, day), amounts: of('jobsPerDay', 'audioSecondsPerDay'), day },
    { key: serviceKey(id, day), amounts: of('serviceCostPerDay'), day },
  ].filter(({ amounts }) => amounts.length > 0)
}
