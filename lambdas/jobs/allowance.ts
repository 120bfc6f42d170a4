import type { Keeping } from './domain'
import type { JobStore } from './ports'
import { amountsOf, dayOf, excess, type Quotas, type Settlement, type Usage } from './quotas'
import { agreedKeeping } from './retention'
import type { Terms } from './terms'

export interface AllowanceDeps {
  readonly jobs: JobStore
  /** The stage's. */
  readonly quotas: Quotas
  readonly terms: Terms
  readonly now: () => number
}

/** What one user may have, and has. */
export interface Allowance {
  readonly quotas: Quotas
  readonly used: Usage
  /** How long the media of a new job are kept, where that was agreed. */
  readonly keeps: Keeping | undefined
}

/** The stage's quotas, except those agreed with this user, and how much is used: today's use for limits by the day. */
export async function allowanceOf({ jobs, quotas, terms, now }: AllowanceDeps, owner: string): Promise<Allowance> {
  const { used, overrides, retention } = await jobs.account(owner, dayOf(now()))
  return { quotas: { ...quotas, ...overrides }, used, keeps: agreedKeeping(retention, terms) }
}

/**
 * Refuses early what would be refused anyway. Only the settlement is exact: another request may take what is left.
 *
 * @throws QuotaExceeded
 */
export function requireRoom({ quotas, used }: Allowance, by: Settlement['by'], now: number): void {
  const exceeded = excess(amountsOf({ day: dayOf(now), by, quotas }), used, quotas)
  if (exceeded) throw exceeded
}
