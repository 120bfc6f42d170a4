import { Problem } from '../shared/errors'
import type { Caller } from '../shared/http'
import type { Log } from '../shared/log'
import { countAttempt, type Limit, type ThrottleDeps } from './throttle'

export interface PaceDeps extends ThrottleDeps {
  readonly log: Log
}

/**
 * Requests of one owner. A page that watches jobs asks once a second, a program with many files some times that; and
 * 120 jobs keep the workers busy for much longer than a minute.
 */
export const paces = {
  read: { attempts: 1800, seconds: 60 },
  write: { attempts: 900, seconds: 60 },
  start: { attempts: 120, seconds: 60 },
} as const satisfies Record<string, Limit>

/** A request by what it costs us most: an answer, a write, or a new job. */
export type RequestClass = keyof typeof paces

/** @param path as the client wrote it: what matches no route costs no more than a write */
export function classOf(method: string, path: string): RequestClass {
  if (method === 'GET' || method === 'HEAD') return 'read'
  const startsJob = /^\/v1\/(uploads|imports|jobs\/[^/]+\/retry)\/?$/.test(path)
  return method === 'POST' && startsJob ? 'start' : 'write'
}

/**
 * Counts a request of its owner, whatever address it comes from and whichever token it carries. Beyond the limit the caller is told how long to
 * wait; the room's app turns that into a problem document. A request without an owner is refused by the app anyway.
 */
export async function keepPace(caller: Caller, request: RequestClass, deps: PaceDeps): Promise<Caller> {
  if (!caller.owner) return caller
  try {
    const { attempts, seconds } = paces[request]
    await countAttempt(deps, request, { attempts: attempts * deps.clientFactor, seconds }, caller.owner)
    return caller
  } catch (error) {
    if (error instanceof Problem) return { ...caller, retryAfter: Number(error.members?.retryAfter) }
    // Counting guards against too much, and nothing else: a table that does not answer must not shut everybody out.
    deps.log.warn('request not counted', { owner: caller.owner, error })
    return caller
  }
}
