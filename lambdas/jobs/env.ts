/** What every function needs that reaches the jobs room's table and media. */
export const JobsEnv = {
  table: 'JOBS_TABLE',
  uploadsBucket: 'UPLOADS_BUCKET',
  audioBucket: 'AUDIO_BUCKET',
  /** The stage's `Terms` as JSON. */
  terms: 'JOB_TERMS',
} as const

export const OutboxEnv = {
  convertQueueUrl: 'CONVERT_QUEUE_URL',
  eventsTopicArn: 'JOB_EVENTS_TOPIC_ARN',
} as const

/** The table's sparse index over `dueAt`. */
export const dueIndex = 'due'
