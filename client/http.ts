import { NetworkError, ProblemError, problemFrom } from './errors'
import { type SessionStore, sessionFrom } from './session'
import type { TokenResponse } from './types'

export type Fetch = typeof globalThis.fetch

export interface CallOptions {
  signal?: AbortSignal | undefined
}

interface Request extends CallOptions {
  method?: 'GET' | 'POST' | 'DELETE'
  body?: unknown
}

/** Sends JSON requests to `/v1`. `T` is what the contract promises for the path; 204 gives undefined. */
export interface Http {
  /** With the session's access token, renewed once when the API says it has expired. */
  send<T>(path: string, request?: Request): Promise<T>
  /** Without a token: for the paths a person uses before they are signed in. */
  sendAnonymously<T>(path: string, request?: Request): Promise<T>
  /** Exchanges the refresh token for a new access token. Calls that come while one is under way share it. */
  refresh(): Promise<void>
}

export function createHttp(baseUrl: string, fetch: Fetch, store: SessionStore): Http {
  const root = `${baseUrl.replace(/\/+$/, '')}/v1`
  let refreshing: Promise<void> | undefined

  async function exchange<T>(path: string, { method = 'GET', body, signal }: Request, token?: string): Promise<T> {
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (token !== undefined) headers.authorization = `Bearer ${token}`
    const response = await answer(() =>
      fetch(`${root}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      }),
    )
    if (!response.ok) throw await answer(() => problemFrom(response))
    if (response.status === 204) return undefined as T
    const text = await answer(() => response.text())
    try {
      return JSON.parse(text) as T
    } catch (cause) {
      throw new NetworkError('The answer did not come from Audiolift. Check the address and your connection.', {
        cause,
      })
    }

    async function answer<R>(step: () => Promise<R>): Promise<R> {
      try {
        return await step()
      } catch (cause) {
        signal?.throwIfAborted()
        throw new NetworkError('Audiolift cannot be reached. Check your connection and try again.', { cause })
      }
    }
  }

  async function renew(): Promise<void> {
    const before = store.read()
    try {
      const tokens = await exchange<TokenResponse>('/auth/refresh', {
        method: 'POST',
        body: { refresh_token: before?.refreshToken },
      })
      // A sign-out or another login while this was under way wins.
      if (store.read()?.refreshToken === before?.refreshToken) store.write(sessionFrom(tokens, before))
    } catch (error) {
      const refused = error instanceof ProblemError && (error.status === 400 || error.status === 401)
      if (refused && store.read()?.refreshToken === before?.refreshToken) store.write(undefined)
      throw error
    }
  }

  function refresh(): Promise<void> {
    refreshing ??= renew().finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  async function send<T>(path: string, request: Request = {}): Promise<T> {
    const session = store.read()
    if (session && session.accessToken === undefined && session.refreshToken !== undefined) await refresh()
    const used = store.read()?.accessToken
    try {
      return await exchange<T>(path, request, used)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 401) throw error
      // Another call may have renewed the token while this one was on its way: then its token is good for this one too.
      const now = store.read()
      if (now?.accessToken === used) {
        if (now?.refreshToken === undefined) throw error
        await refresh()
      }
      request.signal?.throwIfAborted()
      return exchange<T>(path, request, store.read()?.accessToken)
    }
  }

  return { send, sendAnonymously: (path, request = {}) => exchange(path, request), refresh }
}
