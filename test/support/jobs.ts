import type { Audio, Job, JobIn, JobState } from '../../lambdas/jobs/domain'
import type { Quotas } from '../../lambdas/jobs/quotas'
import type { Terms } from '../../lambdas/jobs/terms'

/** In the form of a Cognito subject: a UUID but for its variant bits. */
export const ada = '24688438-40e1-70d0-d97e-084cfc8992c7'
export const bob = 'b4a8e4f8-2031-7083-5f93-2ff2f8d6ec3d'

export const jobId = '0198a000-0000-7000-8000-000000000001'
/** The n-th id in the order of time. */
export function idAt(n: number) {
  return `0198a000-0000-7000-8000-${String(n).padStart(12, '0')}`
}

/** 2026-01-01T00:00:00Z in milliseconds. */
export const newYear = 1_767_225_600_000

const minute = 60_000
export const terms: Terms = {
  reservation: 24 * 60 * minute,
  pickUp: minute,
  deadline: 12 * 60 * minute,
  lease: 0.75 * minute,
  backoff: minute / 2,
  maxAttempts: 3,
  sourceRetention: 2 * 24 * 60 * minute,
  retention: 7 * 24 * 60 * minute,
  longestRetention: 90 * 24 * 60 * minute,
}

/** Wide enough to be in nobody's way. */
export const quotas: Quotas = {
  activeJobs: 1000,
  storedBytes: 10 ** 15,
  jobsPerDay: 1000,
  audioSecondsPerDay: 10 ** 9,
  serviceCostPerDay: 10 ** 16,
}

export const audio: Audio = {
  name: 'holiday.mp3',
  format: 'mp3',
  contentType: 'audio/mpeg',
  codec: 'mp3',
  size: 4_800_000,
  duration: 200,
  bitrate: 192,
  sampleRate: 44_100,
  channels: 2,
  mode: 'single',
  chapters: [
    { start: 0, end: 61.5, title: 'Packing' },
    { start: 61.5, end: 200, title: 'At the sea' },
  ],
}

const base = {
  id: jobId,
  owner: ada,
  name: 'holiday.mp4',
  size: 1000,
  options: { format: 'mp3', bitrate: 192 },
  upload: { id: 'upload-1', partSize: 16 * 1024 ** 2 },
  epoch: 0,
  attempts: 0,
  dispatch: 0,
  shareKey: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtMTIz',
  createdAt: newYear,
  updatedAt: newYear,
  dueAt: newYear,
} as const

/** The end of a job's life at `newYear`: what it has from there on. */
function over(sourceFor: number) {
  return {
    source: 'kept',
    sourceUntil: newYear + sourceFor,
    keptUntil: newYear + terms.retention,
    dueAt: newYear + sourceFor,
  } as const
}

const claimed = { ...base, dispatch: 1, epoch: 1, attempts: 1 }

const examples: { readonly [S in JobState]: JobIn<S> } = {
  reserved: { ...base, state: 'reserved', dueAt: newYear + terms.reservation },
  uploaded: {
    ...base,
    state: 'uploaded',
    dispatch: 1,
    dueAt: newYear + terms.pickUp,
    deadline: newYear + terms.deadline,
  },
  converting: {
    ...claimed,
    state: 'converting',
    deadline: newYear + terms.deadline,
    leaseUntil: newYear + terms.lease,
    dueAt: newYear + terms.lease,
    progress: { percent: 0 },
  },
  done: { ...claimed, ...over(terms.sourceRetention), state: 'done', audio },
  failed: {
    ...claimed,
    ...over(terms.sourceRetention),
    state: 'failed',
    reason: { code: 'no-audio', message: 'The video has no sound.' },
  },
  expired: { ...base, ...over(0), state: 'expired' },
  cancelled: { ...base, ...over(0), state: 'cancelled' },
}

export const states = Object.keys(examples) as JobState[]

/** A job as the transitions leave it in this state at `newYear`. */
export function jobIn<S extends JobState>(state: S, changes: Partial<JobIn<S>> = {}): JobIn<S> {
  return {
    ...examples[state],
    ...changes,
  }
}

/** The same, where the state is a variable of a table of cases. */
export function anyJobIn(state: JobState, changes: Partial<Job> = {}): Job {
  return { ...examples[state], ...changes } as Job
}
