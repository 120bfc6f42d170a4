import type { Client } from './client'
import { isTransient } from './errors'
import { type RetryOptions, retry, sleep } from './retry'
import { isFinal, type Job } from './types'

export interface WaitOptions {
  /** Called with the job every time it was looked at, the last time included. */
  onProgress?: (job: Job) => void
  signal?: AbortSignal
  sleep?: RetryOptions['sleep']
  random?: RetryOptions['random']
}

const firstDelayMs = 500
const longestDelayMs = 4000
const growth = 1.3

/**
 * Looks at a job until it is done, failed, expired or cancelled, and returns it. The pauses grow from half a second to
 * four seconds, and start over when the state changes: short jobs are seen soon, long ones cost few requests. A lost
 * connection is waited out for about half a minute, then thrown (NetworkError, ProblemError).
 */
export async function waitForJob(client: Pick<Client, 'job'>, id: string, options: WaitOptions = {}): Promise<Job> {
  const { onProgress, signal, sleep: wait = sleep, random = Math.random } = options
  let state: Job['state'] | undefined
  let delayMs = firstDelayMs
  for (;;) {
    const job = await retry(() => client.job(id, { signal }), { isTransient, signal, sleep: wait, random })
    onProgress?.(job)
    if (isFinal(job)) return job
    delayMs = job.state === state ? Math.min(longestDelayMs, delayMs * growth) : firstDelayMs
    state = job.state
    await wait(delayMs, signal)
  }
}
