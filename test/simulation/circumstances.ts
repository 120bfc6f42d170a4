import type { Quotas } from '../../lambdas/jobs/quotas'
import type { Weather } from './weather'

const usualEndings = ['wait', 'cancel', 'remove', 'retry', 'retry and remove', 'complete again'] as const

/** What a user does once the upload is complete. */
export type EndingOfUse = (typeof usualEndings)[number] | 'retry beside another'

/** How users behave. Probabilities, but for the endings. */
export interface Habits {
  /** The source has no sound, so the job fails by its own fault. */
  readonly silent: number
  /** Loses interest after the reservation. */
  readonly abandons: number
  /** Aborts the upload. */
  readonly aborts: number
  /** Says `complete` once, and does not care for the answer. */
  readonly leaves: number
  readonly endings: readonly EndingOfUse[]
  /** Mean milliseconds from the upload until then. */
  readonly patience: number
  /** Has the source fetched from another server, instead of uploading it. */
  readonly imports: number
  /** That server has no such file; does not tell its size; has nothing that tells its versions apart. */
  readonly missing: number
  readonly sizeless: number
  readonly versionless: number
  /** The file has changed when it is opened once more; the connection breaks, per piece. */
  readonly changes: number
  readonly breaks: number
  /** Mean milliseconds from one piece to the next. */
  readonly slowness: number
}

export const usualHabits: Habits = {
  silent: 0.2,
  abandons: 0.08,
  aborts: 0.06,
  leaves: 0.05,
  endings: ['wait', 'wait', ...usualEndings],
  patience: 120_000,
  imports: 0.3,
  missing: 0.1,
  sizeless: 0.2,
  versionless: 0.2,
  changes: 0.1,
  breaks: 0.05,
  slowness: 5000,
}

/** What leads to a place that few worlds would come to by chance. */
export interface Circumstances {
  readonly weather?: Partial<Weather>
  readonly habits?: Partial<Habits>
  readonly quotas?: Partial<Quotas>
  /** Kill points that are always hit on the way. */
  readonly always?: readonly string[]
}

/** Nobody is refused for having too much. */
const plenty: Partial<Quotas> = { activeJobs: 100, storedBytes: 10 ** 9, jobsPerDay: 100, audioSecondsPerDay: 10 ** 6 }

/** Users who do what they came for. */
const resolute: Partial<Habits> = { abandons: 0, aborts: 0, leaves: 0, imports: 0 }

const healthy: Partial<Weather> = { brokenWorkers: false }

/** The API dies with the source put together, and the user does not come back. */
function unconfirmed(loseS3Event: number): Circumstances {
  return {
    weather: { ...healthy, loseS3Event },
    habits: { ...resolute, leaves: 1 },
    quotas: plenty,
    always: ['uploads api: after complete upload'],
  }
}

function failing(more: Partial<Habits> = {}): Circumstances {
  return {
    weather: healthy,
    habits: { ...resolute, silent: 1, ...more },
    quotas: plenty,
  }
}

/** An import, of a file that is there and can be resumed. */
function importing(more: Partial<Habits> = {}): Circumstances {
  return {
    weather: healthy,
    habits: { ...resolute, imports: 1, missing: 0, sizeless: 0, versionless: 0, changes: 0, breaks: 0, ...more },
    quotas: plenty,
  }
}

const known: readonly (readonly [RegExp, Circumstances])[] = [
  [/^uploads api: \w+ list jobs$/, { quotas: { activeJobs: 0 } }],
  [/^imports api: \w+ list jobs$/, { ...importing(), quotas: { activeJobs: 0 } }],
  [/^imports api: /, importing()],
  [
    /^uploads api: \w+ (cancel|drop source|abort upload|remove source|give bytes back)$/,
    { habits: { aborts: 1, abandons: 0, imports: 0 } },
  ],
  [
    /^jobs api: \w+ list jobs$/,
    { ...failing({ endings: ['retry beside another'] }), quotas: { ...plenty, activeJobs: 1 } },
  ],
  [/^jobs api: \w+ (read key|read quota|retry)$/, failing({ endings: ['retry'] })],
  [/^jobs api: \w+ cancel$/, { habits: { ...resolute, endings: ['cancel'], patience: 5000 }, quotas: plenty }],
  // The job is over by then: media and row go with the request, and are not left to the sweeper.
  [
    /^jobs api: \w+ (abort upload|remove)/,
    { weather: healthy, habits: { ...resolute, endings: ['remove'], patience: 3 * 3_600_000 }, quotas: plenty },
  ],
  [/^jobs api: \w+ begin removal$/, { habits: { ...resolute, endings: ['remove'] }, quotas: plenty }],
  [/^arrive: \w+ (read source size|confirm upload)$/, unconfirmed(0)],
  [/^sweep: \w+ (read source size|confirm upload)$/, unconfirmed(1)],
  [/^sweep: \w+ expire$/, { habits: { abandons: 1, imports: 0 }, quotas: plenty }],
  [/^sweep: \w+ fail$/, { weather: healthy, habits: resolute, quotas: plenty, always: ['work: after claim'] }],
  [/^work: \w+ fail$/, failing()],
  [/^work: \w+ give back$/, { weather: { ...healthy, engine: 1 }, habits: resolute, quotas: plenty }],
  [
    /^work: \w+ abort output$/,
    { weather: { ...healthy, engine: 1 }, habits: { ...resolute, silent: 0 }, quotas: plenty },
  ],
  [
    /^work: \w+ (.* output|put output part|finish)$/,
    { weather: { ...healthy, engine: 0 }, habits: { ...resolute, silent: 0, endings: ['wait'] }, quotas: plenty },
  ],
  [/^fetch: \w+ grow import$/, importing({ sizeless: 1 })],
  [/^fetch: \w+ list parts$/, importing({ breaks: 0.5 })],
  [/^fetch: \w+ (abort|begin) upload$/, importing({ versionless: 1, breaks: 0.5 })],
  [/^fetch: \w+ hand over again$/, importing({ slowness: 60_000 })],
  [/^fetch: \w+ give back$/, importing({ breaks: 0.5 })],
  [/^fetch: \w+ (fail|drop source|remove source|give bytes back)$/, importing({ missing: 1 })],
  [/^(fetch: |relay: \w+ send to import queue$)/, importing()],
  [/^giveUp: /, { weather: { brokenWorkers: true }, habits: { ...resolute, endings: ['wait'] }, quotas: plenty }],
]

/** The circumstances under which a kill point is reached. */
export function circumstancesOf(point: string): Circumstances {
  return known.find(([pattern]) => pattern.test(point))?.[1] ?? {}
}
