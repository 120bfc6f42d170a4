/** Shapes of the HTTP contract (`/v1`), as `docs/openapi.json` describes them. Sizes are bytes, durations seconds, times ISO 8601. */

export const jobStates = ['reserved', 'uploaded', 'converting', 'done', 'failed', 'expired', 'cancelled'] as const
export type JobState = (typeof jobStates)[number]

const finalStates: ReadonlySet<JobState> = new Set(['done', 'failed', 'expired', 'cancelled'])

/** True when the job will not move again unless somebody asks for a retry. */
export const isFinal = (job: Job): boolean => finalStates.has(job.state)

export interface ConversionOptions {
  format?: 'mp3'
  /** kbit/s */
  bitrate?: number
}

export interface Audio {
  name: string
  format: string
  size: number
  /** seconds */
  duration: number
  /** How it was made. */
  mode: 'single' | 'parallel' | 'copy'
  /** kbit/s */
  bitrate: number
  /** Hz */
  sampleRate: number
  channels: number
}

export interface Job {
  id: string
  state: JobState
  name: string
  /** `keptUntil`: when the source of a job that is over is removed; until then a failed one can be retried. */
  source: { size: number; keptUntil?: string }
  options: ConversionOptions
  progress: { percent: number; etaSeconds?: number }
  /** Why it failed: a stable code, and a sentence for people. */
  reason?: { code: string; message: string }
  audio?: Audio
  createdAt: string
  updatedAt: string
  /** When the job and its files are removed, or an unfinished upload is given up; absent while it is being worked on. */
  expiresAt?: string
}

/** Where one part of the upload goes. The URL signs the exact size: a part of any other length is refused. */
export interface Part {
  /** 1-based, as in S3 */
  number: number
  size: number
  url: string
  headers: Record<string, string>
}

export interface Reservation {
  job: Job
  /** `parts` holds the first 100 at most; ask `parts()` for the rest. */
  upload: { partSize: number; partCount: number; parts: Part[] }
}

export interface ArrivedParts {
  partSize: number
  partCount: number
  parts: { number: number; size: number }[]
}

export interface JobPage {
  jobs: Job[]
  /** Absent on the last page. */
  nextCursor?: string
}

/** The user's limits, and what is used of them. What is counted by the day starts from 0 again at `freesAt`. */
export interface Quota {
  activeJobs: { limit: number; used: number }
  /** Bytes of the sources that are kept or expected. */
  storedBytes: { limit: number; used: number }
  jobsPerDay: { limit: number; used: number; freesAt: string }
  audioSecondsPerDay: { limit: number; used: number; freesAt: string }
}

/** RFC 6749 section 5.1. A refresh may leave the refresh token out: the old one then stays valid (section 6). */
export interface TokenResponse {
  access_token: string
  token_type: string
  /** seconds */
  expires_in: number
  refresh_token?: string
}

export interface User {
  id: string
  email: string
}
