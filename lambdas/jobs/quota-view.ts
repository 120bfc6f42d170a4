import * as z from 'zod'
import type { Allowance } from './allowance'
import { endOfDay } from './quotas'

const amount = z.int().min(0)
function entry(description: string) {
  return z.object({ limit: amount, used: amount }).meta({ description })
}

function daily(description: string) {
  return z
    .object({
      limit: amount,
      used: amount,
      freesAt: z.iso.datetime().meta({ description: 'When it counts from 0 again' }),
    })
    .meta({ description })
}

/** A user's limits and their use, as the API shows them. */
export const QuotaView = z
  .object({
    activeJobs: entry('Jobs that are not done, failed, expired or cancelled'),
    storedBytes: entry('Declared bytes of the sources that are kept or expected'),
    jobsPerDay: daily('Reservations and retries of today, by UTC'),
    audioSecondsPerDay: daily('Seconds of audio made today, or being made, by UTC'),
  })
  .meta({ id: 'Quota' })
export type QuotaView = z.infer<typeof QuotaView>

export function quotaView({ quotas, used }: Allowance, now: number): QuotaView {
  const of = (limit: keyof QuotaView) => ({ limit: quotas[limit], used: used[limit] })
  const freesAt = new Date(endOfDay(now)).toISOString()
  return {
    activeJobs: of('activeJobs'),
    storedBytes: of('storedBytes'),
    jobsPerDay: { ...of('jobsPerDay'), freesAt },
    audioSecondsPerDay: { ...of('audioSecondsPerDay'), freesAt },
  }
}
