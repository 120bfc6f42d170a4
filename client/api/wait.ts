import type { Client } from './client'
import { isTransient } from './errors'
import { Pauses } from './pauses'
import { type RetryOptions, retry, sleep } from './retry'
import { isFinal, type Job } from './types'

export interface WaitOptions {
  /** Called with the job every time it was looked at, the last time included. */
  readonly onProgress?: (job: Job) => void
  readonly signal?: AbortSignal
  readonly sleep?: RetryOptions['sleep']
  readonly random?: RetryOptions['random']
}

/**
 * Looks at a job until it is done, failed, expired or cancelled, and returns it. A lost connection is waited out for about half a
 * minute, then thrown (NetworkError, ProblemError).
 */
export async function waitForJob(client: Pick<Client, 'job'>, id: string, options: WaitOptions = {}): Promise<Job> {
  const { onProgress, signal, sleep: wait = sleep, random = Math.random } = options
  const pauses = new Pauses()
  for (;;) {
    const job = await retry(() => client.job(id, { signal }), { isTransient, signal, sleep: wait, random })
    onProgress?.(job)
    if (isFinal(job)) return job
    await wait(pauses.next(job.state, job.progress.etaSeconds), signal)
  }
}
