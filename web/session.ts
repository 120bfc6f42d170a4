import type { Session, SessionStore } from '../client/api/session'

const key = 'audiolift.refresh-token'

/**
 * The page's session. The access token stays in memory; the refresh token survives a reload of this tab, and ends with
 * it. `onEnd` is called when a session that was there is no more.
 */
export function createPageSession(onEnd: () => void): SessionStore {
  const kept = sessionStorage.getItem(key)
  let session: Session | undefined = kept === null ? undefined : { refreshToken: kept }
  return {
    read: () => session,
    write(next) {
      const ended = session !== undefined && next === undefined
      session = next
      if (next?.refreshToken === undefined) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, next.refreshToken)
      if (ended) onEnd()
    },
  }
}
