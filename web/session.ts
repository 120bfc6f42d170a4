import { inCookie, type Session, type SessionStore } from '../client/api/session'

const key = 'audiolift.signed-in'

/**
 * The page's session. The access token stays in memory. The refresh token is in a cookie that no script can read; this browser only notes that there is
 * one, so that a reload goes on with it. `onEnd` is called when a session that was there is no more.
 */
export function createPageSession(onEnd: () => void): SessionStore {
  let session: Session | undefined = localStorage.getItem(key) === null ? undefined : { refreshToken: inCookie }
  return {
    read: () => session,
    write(next) {
      const ended = session !== undefined && next === undefined
      session = next
      if (next === undefined) localStorage.removeItem(key)
      else localStorage.setItem(key, 'yes')
      if (ended) onEnd()
    },
  }
}
