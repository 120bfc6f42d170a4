/** What every function needs that reaches the jobs room's table and media. */
export const JobsEnv = {
  table: 'JOBS_TABLE',
  uploadsBucket: 'UPLOADS_BUCKET',
  audioBucket: 'AUDIO_BUCKET',
  /** The stage's `Terms` as JSON. */
  terms: 'JOB_TERMS',
  /** The stage's `Quotas` as JSON. */
  quotas: 'JOB_QUOTAS',
} as const

export const OutboxEnv = {
  importQueueUrl: 'IMPORT_QUEUE_URL',
  convertQueueUrl: 'CONVERT_QUEUE_URL',
  eventsTopicArn: 'JOB_EVENTS_TOPIC_ARN',
} as const

/** Prefix of the sort keys of jobs: the relay only receives these rows. */
export const jobPrefix = 'JOB#'

/** The table's sparse index over `dueAt`. */
export const dueIndex = 'due'
