import { askedWaitMs } from './errors'

/** Waits; rejects with the signal's reason as soon as it is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

export const sleep: Sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })

export interface RetryOptions {
  readonly isTransient: (error: unknown) => boolean
  readonly signal?: AbortSignal | undefined
  /** Tries in all, the first included. The default gives a lost connection about half a minute to come back. */
  readonly attempts?: number | undefined
  readonly sleep?: Sleep | undefined
  /** Uniform in [0, 1). */
  readonly random?: (() => number) | undefined
}

const firstDelayMs = 500
const longestDelayMs = 20_000
/** If a server asks for a longer wait than this, its error is thrown instead. */
const longestAskedMs = 2 * 60_000

/**
 * Runs `action` until it succeeds, fails for good, or has used up its attempts, then throws its last error. Waits in
 * between with exponential backoff and full jitter, so that many clients do not retry in step
 * (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter), and never less than the server asked for.
 */
export async function retry<T>(action: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { isTransient, signal, attempts = 8, sleep: wait = sleep, random = Math.random } = options
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    try {
      return await action()
    } catch (error) {
      signal?.throwIfAborted()
      const asked = askedWaitMs(error)
      if (attempt >= attempts || !isTransient(error) || asked > longestAskedMs) throw error
      await wait(asked + random() * Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1)), signal)
    }
  }
}
