import * as z from 'zod'

const amount = z.int().nonnegative()

/** How much of the service one user may have, and all of them together. Set per stage. A day is one of UTC. */
export const Quotas = z.strictObject({
  /** Jobs that have not reached a final state. */
  activeJobs: amount,
  /** Declared bytes of the sources that are kept or expected. */
  storedBytes: amount,
  /** Reservations and retries of one day. */
  jobsPerDay: amount,
  /** Seconds of audio made on one day, or being made. */
  audioSecondsPerDay: amount,
  /** What all users together may cost on one day, in millionths of a US dollar, as `cost.ts` estimates it. */
  serviceCostPerDay: amount,
})
export type Quotas = z.infer<typeof Quotas>
export type Limit = keyof Quotas
export const limits = Object.keys(Quotas.shape) as [Limit, ...Limit[]]

export type UserLimit = Exclude<Limit, 'serviceCostPerDay'>

/** The stage's quotas, from the environment. @throws ZodError at start when they are not whole. */
export function parseQuotas(json: string): Quotas {
  return Quotas.parse(JSON.parse(json))
}

/** What was agreed with one user instead of the stage's quotas. */
export const QuotaOverrides = Quotas.omit({ serviceCostPerDay: true }).partial().strip()
export type QuotaOverrides = z.infer<typeof QuotaOverrides>

export type Usage = Readonly<Record<UserLimit, number>>

/** What a step does to the counters, in the same transaction. Positive amounts are refused beyond their limit; negative amounts give back. */
export interface Settlement {
  /** Day of the counters by the day, as `2026-01-31`. */
  readonly day: string
  readonly by: Partial<Readonly<Record<Limit, number>>>
  /** The user's quotas; absent where the step only gives back. */
  readonly quotas?: Quotas
}

/** The UTC day of an instant, as `2026-01-31`. @param instant milliseconds since the epoch */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}

/** When the day of an instant ends: the next midnight UTC. */
export function endOfDay(instant: number): number {
  return Date.parse(`${dayOf(instant)}T00:00:00Z`) + 24 * 60 * 60 * 1000
}

/** A step would exceed a limit. `message` is a sentence for the user. */
export class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceeded'

  /** @param lacking how much too much it would be, in the limit's unit */
  constructor(
    readonly limit: Limit,
    readonly value: number,
    readonly lacking: number,
  ) {
    super(sentences[limit](value))
  }
}

/** How much one counter changes, and its maximum afterwards; without a maximum nothing is refused. */
export interface Amount {
  readonly limit: Limit
  readonly by: number
  readonly atMost?: number
}

/** The amounts of a settlement. What is given back is never refused. */
export function amountsOf({ by, quotas }: Settlement): readonly Amount[] {
  return limits.flatMap((limit) => {
    const amount = by[limit] ?? 0
    if (amount === 0) return []
    return [{ limit, by: amount, ...(quotas && amount > 0 && { atMost: quotas[limit] }) }]
  })
}

/** The first amount that exceeds its limit. @param used what the counters say before @param quotas for the words */
export function excess(
  amounts: readonly Amount[],
  used: Partial<Readonly<Record<Limit, number>>>,
  quotas: Quotas,
): QuotaExceeded | undefined {
  for (const { limit, by, atMost = Number.POSITIVE_INFINITY } of amounts) {
    const lacking = (used[limit] ?? 0) + by - atMost
    if (lacking > 0) return new QuotaExceeded(limit, quotas[limit], lacking)
  }
  return undefined
}

function conversions(count: number) {
  return `${count} ${count === 1 ? 'conversion' : 'conversions'}`
}

function gigabytes(bytes: number) {
  return `${Number((bytes / 1e9).toPrecision(3))} GB`
}

function hours(seconds: number) {
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Number((seconds / 3600).toPrecision(3))} h`
}

const sentences: Record<Limit, (value: number) => string> = {
  activeJobs: (value) =>
    `You may have ${conversions(value)} in progress at once. Wait for one to finish, or cancel one.`,
  storedBytes: (value) => `You may keep ${gigabytes(value)} of videos. Delete a job to make room.`,
  jobsPerDay: (value) => `You may start ${conversions(value)} a day. You can continue after midnight UTC.`,
  audioSecondsPerDay: (value) => `You may make ${hours(value)} of audio a day. You can continue after midnight UTC.`,
  serviceCostPerDay: () => 'Today’s conversions are used up. Please come back after midnight UTC.',
}
