import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../errors'

export interface Patience {
  /** Tries in all. */
  readonly tries: number
  /** Milliseconds before the second try at most; doubled before each further one, up to `longest`. */
  readonly first: number
  readonly longest: number
}

/** Ten tries within 3 s at most, as somebody may be waiting for the answer. */
export const usualPatience: Patience = { tries: 10, first: 25, longest: 500 }

/**
 * Tries again, with exponential backoff and full jitter, while another caller is in the way. For refusals that the SDK does not retry.
 *
 * @throws Problem `too-many-requests` when all tries met a conflict.
 */
export async function unlessInTheWay<T>(
  attempt: () => Promise<T | 'conflict'>,
  { tries, first, longest }: Patience = usualPatience,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const outcome = await attempt()
    if (outcome !== 'conflict') return outcome
    if (tried >= tries)
      throw new Problem('too-many-requests', 'Too many requests at once. Please try again in a moment.')
    await sleep(Math.random() * Math.min(longest, first * 2 ** (tried - 1)))
  }
}
