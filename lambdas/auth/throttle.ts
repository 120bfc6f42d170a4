import { createHash } from 'node:crypto'
import { Problem } from '../shared/errors'

/** So many attempts in a window of so many seconds. */
export interface Limit {
  readonly attempts: number
  readonly seconds: number
}

/** Counts attempts. Atomic: of any number at once each gets a number of its own. */
export interface AttemptCounter {
  /** Adds one, and says how many there have been in the window. @param until when nobody needs the count any more, in seconds since the epoch */
  count(key: string, window: number, until: number): Promise<number>
}

const minutes = 60
const hour = 3600

/**
 * What each route takes, for one subject (the address; where there is none the refresh token or the account) and for one client. A mail
 * costs somebody's patience, so there are few; a code has eight digits, so ten attempts leave one chance in ten million.
 */
export const limits = {
  signup: { subject: { attempts: 5, seconds: hour }, client: { attempts: 20, seconds: hour } },
  resend: { subject: { attempts: 5, seconds: hour }, client: { attempts: 20, seconds: hour } },
  forgot: { subject: { attempts: 5, seconds: hour }, client: { attempts: 20, seconds: hour } },
  confirm: { subject: { attempts: 10, seconds: hour }, client: { attempts: 60, seconds: hour } },
  reset: { subject: { attempts: 10, seconds: hour }, client: { attempts: 60, seconds: hour } },
  login: { subject: { attempts: 15, seconds: 15 * minutes }, client: { attempts: 100, seconds: 15 * minutes } },
  refresh: { subject: { attempts: 60, seconds: 15 * minutes }, client: { attempts: 600, seconds: 15 * minutes } },
  logout: { subject: { attempts: 60, seconds: 15 * minutes }, client: { attempts: 600, seconds: 15 * minutes } },
  account: { subject: { attempts: 30, seconds: 15 * minutes }, client: { attempts: 100, seconds: 15 * minutes } },
} as const satisfies Record<string, { readonly subject: Limit; readonly client: Limit }>

export type ThrottledRoute = keyof typeof limits

export interface ThrottleDeps {
  readonly attempts: AttemptCounter
  /** By how much a client's limits are multiplied. */
  readonly clientFactor: number
  /** Milliseconds. */
  readonly now: () => number
}

/** Counts an attempt at a route. @throws Problem `too-many-requests` */
export function admit(
  deps: ThrottleDeps,
  route: ThrottledRoute,
  kind: 'subject' | 'client',
  who: string,
): Promise<void> {
  const { attempts, seconds } = limits[route][kind]
  const factor = kind === 'client' ? deps.clientFactor : 1
  return countAttempt(deps, `${route}#${kind}`, { attempts: attempts * factor, seconds }, who)
}

/**
 * Counts an attempt, and lets it pass while there are not too many. What is refused counts too, and windows are fixed, so who goes on
 * trying waits no longer than who stops.
 *
 * @param who the address, token, account or client; kept as a hash only
 * @throws Problem `too-many-requests`
 */
export async function countAttempt(
  { attempts, now }: Pick<ThrottleDeps, 'attempts' | 'now'>,
  what: string,
  limit: Limit,
  who: string,
): Promise<void> {
  const seconds = now() / 1000
  const window = Math.floor(seconds / limit.seconds)
  const end = (window + 1) * limit.seconds
  const key = `${what}#${createHash('sha256').update(who).digest('base64url')}`
  if ((await attempts.count(key, window, end)) <= limit.attempts) return
  const retryAfter = Math.max(1, Math.ceil(end - seconds))
  const wait = retryAfter > 90 ? `${Math.ceil(retryAfter / 60)} minutes` : `${retryAfter} seconds`
  throw new Problem('too-many-requests', `Too many attempts. Please try again in ${wait}.`, undefined, { retryAfter })
}
