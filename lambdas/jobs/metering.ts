import { costOfAudio } from './cost'
import type { Job, JobIn } from './domain'
import { dayOf, type Quotas, type Settlement } from './quotas'
import { stay, type Transition } from './transition'

/**
 * The probe tells how long the audio will be: so much of the day's limits is taken before the work, if there is room. An earlier worker
 * of the job may have taken it already: then only the difference moves, if this one finds another length.
 *
 * @param seconds of audio; counted in whole ones, as counters add up exactly
 */
export function meter(
  job: JobIn<'converting'>,
  seconds: number,
  now: number,
  quotas: Quotas,
): Transition<JobIn<'converting'>> {
  const expected = Math.max(1, Math.ceil(seconds))
  const { day, by } = audioMade(job, expected, now)
  return stay(
    job,
    { metered: { day, seconds: expected }, updatedAt: now },
    { unchanged: ['metered'], settles: { day, by, quotas } },
  )
}

/**
 * What so many seconds of audio take of the limits by the day, besides what is taken already. Whoever settles it has `metered` among
 * what must be unchanged.
 */
export function audioMade(job: JobIn<'converting'>, seconds: number, now: number): Settlement {
  const more = seconds - (job.metered?.seconds ?? 0)
  return {
    day: job.metered?.day ?? dayOf(now),
    by: { audioSecondsPerDay: more, serviceCostPerDay: costOfAudio(more) },
  }
}

/** There will be no audio: its owner gets the seconds back. What it has cost is spent. */
export function noAudio(job: Job, now: number): Settlement {
  const metered = job.state === 'converting' ? job.metered : undefined
  return metered ? { day: metered.day, by: { audioSecondsPerDay: -metered.seconds } } : { day: dayOf(now), by: {} }
}
