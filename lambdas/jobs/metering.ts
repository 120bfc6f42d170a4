import { costOfAudio } from './cost'
import type { Job, JobIn } from './domain'
import { dayOf, type Quotas, type Settlement } from './quotas'
import { stay, type Transition } from './transition'

/**
 * The probe says how long the audio will be. That much of the day's limits is taken before the work, if there is room. An earlier worker
 * of the job may have taken it already: then only the difference is charged, if this one finds another length.
 *
 * @param seconds of audio; counted in whole seconds, so that counters add up exactly
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
 * What these seconds of audio take of the daily limits, beyond what is taken already. The step that settles it must have `metered`
 * among its unchanged attributes.
 */
export function audioMade(job: JobIn<'converting'>, seconds: number, now: number): Settlement {
  const more = seconds - (job.metered?.seconds ?? 0)
  return {
    day: job.metered?.day ?? dayOf(now),
    by: { audioSecondsPerDay: more, serviceCostPerDay: costOfAudio(more) },
  }
}

/** There will be no audio: its owner gets the seconds back. Its cost stays counted. */
export function noAudio(job: Job, now: number): Settlement {
  const metered = job.state === 'converting' ? job.metered : undefined
  return metered ? { day: metered.day, by: { audioSecondsPerDay: -metered.seconds } } : { day: dayOf(now), by: {} }
}
