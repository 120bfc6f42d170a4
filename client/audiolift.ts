import { type CallOptions, createHttp, type Fetch } from './http'
import { memorySession, type SessionStore, sessionFrom } from './session'
import type {
  ArrivedParts,
  ConversionOptions,
  Job,
  JobPage,
  JobState,
  Part,
  Quota,
  Reservation,
  TokenResponse,
  User,
} from './types'

export { NetworkError, ProblemError } from './errors'
export type * from './types'

export interface ClientOptions {
  /** What stands before `/v1`, such as `https://audiolift.example`; `''` for the page's own origin. */
  baseUrl: string
  fetch?: Fetch
  /** Where the tokens are kept; by default in memory. */
  session?: SessionStore
}

export interface Credentials {
  email: string
  password: string
}

export type Client = ReturnType<typeof createClient>

/**
 * A client of Audiolift's HTTP API, for browsers and Node 20 or newer.
 *
 * Every method throws ProblemError when the API refuses, NetworkError when no usable answer came, and the signal's reason
 * when it was aborted. An expired access token is renewed once, with the refresh token; when that is refused the session
 * is ended.
 */
export function createClient({ baseUrl, fetch, session = memorySession() }: ClientOptions) {
  // Browsers refuse to run fetch as a method of another object.
  const http = createHttp(baseUrl, fetch ?? ((input, init) => globalThis.fetch(input, init)), session)
  const post = <T>(path: string, body?: unknown, call: CallOptions = {}) =>
    http.send<T>(path, { method: 'POST', body, signal: call.signal })
  const postAnonymously = <T>(path: string, body: unknown) => http.sendAnonymously<T>(path, { method: 'POST', body })
  const upload = (id: string) => `/uploads/${encodeURIComponent(id)}`
  const job = (id: string) => `/jobs/${encodeURIComponent(id)}`

  return {
    /** Asks for an account; a confirmation code is mailed. */
    async signUp(credentials: Credentials): Promise<void> {
      await postAnonymously('/auth/signup', credentials)
    },
    /** Confirms the account with the mailed code. */
    async confirm(confirmation: { email: string; code: string }): Promise<void> {
      await postAnonymously('/auth/confirm', confirmation)
    },
    /** Mails the confirmation code again. */
    async resend(email: string): Promise<void> {
      await postAnonymously('/auth/resend', { email })
    },
    /** Starts a session; its tokens are kept in the client's session store. */
    async login(credentials: Credentials): Promise<TokenResponse> {
      const tokens = await postAnonymously<TokenResponse>('/auth/login', credentials)
      session.write(sessionFrom(tokens))
      return tokens
    },
    /** Renews the access token now. Rarely needed: every method does so by itself when the API says it has expired. */
    refresh: http.refresh,
    /** Ends the session: here at once, and on the server too unless this throws. */
    async logout(): Promise<void> {
      const refreshToken = session.read()?.refreshToken
      session.write(undefined)
      if (refreshToken !== undefined) await postAnonymously('/auth/logout', { refresh_token: refreshToken })
    },
    /** Mails a code with which `reset` sets a new password. */
    async forgot(email: string): Promise<void> {
      await postAnonymously('/auth/forgot', { email })
    },
    async reset(reset: Credentials & { code: string }): Promise<void> {
      await postAnonymously('/auth/reset', reset)
    },
    me(call: CallOptions = {}): Promise<User> {
      return http.send('/me', call)
    },

    /** Reserves a job and its upload. `size` is the file's exact length in bytes: the part plan follows from it. */
    reserve(
      request: { name: string; size: number; options?: ConversionOptions },
      call?: CallOptions,
    ): Promise<Reservation> {
      return post('/uploads', request, call)
    },
    /** Fresh URLs for the parts with these numbers (1-based, at most 100). */
    async parts(id: string, numbers: number[], call?: CallOptions): Promise<Part[]> {
      return (await post<{ parts: Part[] }>(`${upload(id)}/parts`, { numbers }, call)).parts
    },
    /** The parts that have arrived, and the plan: what an interrupted upload needs to go on. */
    arrivedParts(id: string, call: CallOptions = {}): Promise<ArrivedParts> {
      return http.send(`${upload(id)}/parts`, call)
    },
    /** Says that every part was sent. Safe to repeat. */
    async complete(id: string, call?: CallOptions): Promise<Job> {
      return (await post<{ job: Job }>(`${upload(id)}/complete`, undefined, call)).job
    },
    /** Gives an unfinished upload up. */
    abort(id: string): Promise<void> {
      return http.send(upload(id), { method: 'DELETE' })
    },

    /** One page of the user's jobs, newest first. */
    jobs(query: { limit?: number; cursor?: string; state?: JobState } = {}, call: CallOptions = {}): Promise<JobPage> {
      const search = new URLSearchParams()
      for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
      return http.send(search.size > 0 ? `/jobs?${search}` : '/jobs', call)
    },
    job(id: string, call: CallOptions = {}): Promise<Job> {
      return http.send(job(id), call)
    },
    cancel(id: string): Promise<Job> {
      return post(`${job(id)}/cancel`)
    },
    /** Converts a failed job again, while its source is still kept. */
    retry(id: string): Promise<Job> {
      return post(`${job(id)}/retry`)
    },
    /** Deletes a job and its files. */
    remove(id: string): Promise<void> {
      return http.send(job(id), { method: 'DELETE' })
    },
    /** The user's limits, and what is used of them. */
    quota(call: CallOptions = {}): Promise<Quota> {
      return http.send('/quota', call)
    },
    /** A short-lived address of the finished audio that needs no token. */
    audioUrl(id: string, call: CallOptions = {}): Promise<{ url: string; expiresAt: string }> {
      return http.send(`${job(id)}/audio?redirect=false`, call)
    },
  }
}
