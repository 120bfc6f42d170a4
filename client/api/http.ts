import createOpenapiClient, { type Client as OpenapiClient } from 'openapi-fetch'
import { checkedBaseUrl } from './base-url'
import { NetworkError, ProblemError, problemFrom } from './errors'
import type { paths } from './schema'
import { type SessionStore, sessionFrom } from './session'

export type Fetch = typeof globalThis.fetch

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * The routes of `/v1`, typed by the API's description. An answer that is a refusal is thrown as a ProblemError, none at
 * all as a NetworkError; unwrap the others with `dataOf`.
 */
export type Routes = OpenapiClient<paths>

export interface Http {
  /** With the session's access token, renewed once when the API says it has expired. */
  readonly routes: Routes
  /** Without a token: for the paths a person uses before they are signed in. */
  readonly openRoutes: Routes
  /** Exchanges the refresh token for a new access token. Calls during a renewal share it. */
  refresh(): Promise<void>
}

/**
 * @param cookie the API keeps the refresh token in its cookie
 * @throws TypeError with a sentence when `baseUrl` is not an address
 */
export function createHttp(baseUrl: string, fetch: Fetch, store: SessionStore, cookie: boolean): Http {
  const base = checkedBaseUrl(baseUrl)
  const routesOver = (send: (request: Request) => Promise<Response>): Routes =>
    createOpenapiClient<paths>({
      baseUrl: base,
      fetch: send,
      headers: {
        accept: 'application/json, application/problem+json',
        ...(cookie && { 'audiolift-session': 'cookie' }),
      },
    })
  const exchange = (request: Request) => accepted(fetch, request)
  const openRoutes = routesOver(exchange)
  let refreshing: Promise<void> | undefined

  async function renew(): Promise<void> {
    const before = store.read()
    try {
      const body = cookie ? {} : { refresh_token: before?.refreshToken ?? '' }
      const tokens = await dataOf(openRoutes.POST('/v1/auth/refresh', { body }))
      // A sign-out or another login during this renewal wins.
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

  async function send(request: Request): Promise<Response> {
    const session = store.read()
    if (session && session.accessToken === undefined && session.refreshToken !== undefined) await refresh()
    const used = store.read()?.accessToken
    try {
      return await exchange(withToken(request, used))
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 401) throw error
      // Another call may have renewed the token while this one was on its way: then its token is good for this one too.
      const now = store.read()
      if (now?.accessToken === used) {
        if (now?.refreshToken === undefined) throw error
        await refresh()
      }
      request.signal.throwIfAborted()
      return exchange(withToken(request, store.read()?.accessToken))
    }
  }

  return { routes: routesOver(send), openRoutes, refresh }
}

/** A copy, for a body can be sent once only. */
function withToken(request: Request, token: string | undefined): Request {
  const copy = request.clone()
  if (token !== undefined) copy.headers.set('authorization', `Bearer ${token}`)
  return copy
}

/** The answer, read to its end. Throws the ProblemError of a refusal, NetworkError, or the reason of an abort. */
async function accepted(fetch: Fetch, request: Request): Promise<Response> {
  try {
    const response = await fetch(request)
    if (!response.ok) throw await problemFrom(response)
    const { status, headers } = response
    return new Response(status === 204 ? null : await response.text(), { status, headers })
  } catch (cause) {
    request.signal.throwIfAborted()
    if (cause instanceof ProblemError) throw cause
    throw new NetworkError('Audiolift cannot be reached. Check your connection and try again.', { cause })
  }
}

/** What the API answered. Throws NetworkError when the answer is not JSON: then it did not come from the API. */
export async function dataOf<T>(answer: Promise<{ readonly data?: T }>): Promise<T> {
  try {
    return (await answer).data as T // `accepted` has thrown what has no data
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new NetworkError('The answer did not come from Audiolift. Check the address and your connection.', { cause })
  }
}
