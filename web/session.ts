import type { User } from '../client/api/client'
import { inCookie, type Session, type SessionStore } from '../client/api/session'

const key = 'audiolift.signed-in'

export interface PageSession extends SessionStore {
  /** Whose session it is; undefined until that was noted. */
  user(): User | undefined
  /** Notes whose it is, so that a reload need not ask. */
  belongsTo(user: User): void
}

/**
 * The page's session. The access token stays in memory. The refresh token is in a cookie that no script can read; this browser only notes that there is
 * one, and whose, so that a reload resumes it at once. `onEnd` is called when a session has ended.
 */
export function createPageSession(onEnd: () => void): PageSession {
  let session: Session | undefined = localStorage.getItem(key) === null ? undefined : { refreshToken: inCookie }
  return {
    read: () => session,
    write(next) {
      const [began, ended] = [session === undefined && next, session && next === undefined]
      session = next
      if (began) localStorage.setItem(key, '{}')
      if (ended) {
        localStorage.removeItem(key)
        onEnd()
      }
    },
    user: () => readUser(localStorage.getItem(key)),
    belongsTo: ({ id, email }) => localStorage.setItem(key, JSON.stringify({ id, email })),
  }
}

/** Undefined for data that an older version of this page, or another program, has written. */
function readUser(kept: string | null): User | undefined {
  try {
    const { id, email } = JSON.parse(kept ?? '{}') as Partial<User>
    return id && email ? { id, email } : undefined
  } catch {
    return undefined
  }
}
