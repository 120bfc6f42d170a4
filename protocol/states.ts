/** The states of a job, in the order in which it may go through them. */
export const jobStates = ['reserved', 'uploaded', 'converting', 'done', 'failed', 'expired', 'cancelled'] as const

/** In these a job stays, unless somebody retries or deletes it. */
export const finalStates = [
  'done',
  'failed',
  'expired',
  'cancelled',
] as const satisfies readonly (typeof jobStates)[number][]
