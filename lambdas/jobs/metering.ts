import type { Job, JobIn } from './domain'
import { dayOf, type Quotas, type Settlement } from './quotas'
import { stay, type Transition } from './transition'

/**
 * The probe tells how long the audio will be: so much of the day's quota is taken before the work, if there is room. An earlier worker
 * of the job may have taken it already: then only the difference moves, if this one finds another length.
 *
 * @param seconds of audio; counted in whole ones, as counters add up exactly
 */
export const meter = (
  job: JobIn<'converting'>,
  seconds: number,
  now: number,
  quotas: Quotas,
): Transition<JobIn<'converting'>> => {
  const expected = Math.max(1, Math.ceil(seconds))
  const { by, day } = audioOf(job, expected, now)
  return stay(
    job,
    { metered: { day, seconds: expected }, updatedAt: now },
    { unchanged: ['metered'], settles: { day, by, quotas } },
  )
}

/** A job ends with so many seconds of audio: what was taken too much is given back to its day. Where it is settled, `metered` must be unchanged. */
export const audioOf = (job: Job, seconds: number, now: number): Settlement => {
  const metered = job.state === 'converting' ? job.metered : undefined
  const more = seconds - (metered?.seconds ?? 0)
  return { day: metered?.day ?? dayOf(now), by: more === 0 ? {} : { audioSecondsPerDay: more } }
}
