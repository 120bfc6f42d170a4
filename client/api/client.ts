import { type CallOptions, createHttp, dataOf, type Fetch } from './http'
import { inCookie, memorySession, type SessionStore, sessionFrom } from './session'
import type {
  ArrivedParts,
  ConversionOptions,
  Format,
  IssuedToken,
  Job,
  JobPage,
  JobState,
  Part,
  ProgramToken,
  Quota,
  Reservation,
  TokenResponse,
  User,
} from './types'

export { NetworkError, ProblemError } from './errors'
export type * from './types'

export interface ClientOptions {
  /** What stands before `/v1`, such as `https://audio.example.com`; `''`, in a page only, for the page's own origin. */
  readonly baseUrl: string
  readonly fetch?: Fetch
  /** Where the tokens are kept; by default in memory. */
  readonly session?: SessionStore
  /** Leaves the refresh token to a cookie of the API, out of reach of scripts: for pages of its own origin. */
  readonly cookie?: boolean
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

export type Client = ReturnType<typeof createClient>

/**
 * A client of Audiolift's HTTP API, for browsers and Node 20 or newer.
 *
 * Every method throws ProblemError when the API refuses, NetworkError when no usable answer came, and the signal's reason
 * when it was aborted. An expired access token is renewed once, with the refresh token; when that is refused the session
 * is ended.
 *
 * @throws TypeError with a sentence when `baseUrl` is not an address
 */
export function createClient({ baseUrl, fetch, session = memorySession(), cookie = false }: ClientOptions) {
  // Browsers refuse to run fetch as a method of another object.
  const http = createHttp(baseUrl, fetch ?? ((input, init) => globalThis.fetch(input, init)), session, cookie)
  const { routes, openRoutes } = http
  const path = (id: string) => ({ path: { id } })

  return {
    /** Asks for an account; a confirmation code is mailed. */
    async signUp(body: Credentials): Promise<void> {
      await dataOf(openRoutes.POST('/v1/auth/signup', { body }))
    },
    /** Confirms the account with the mailed code. */
    async confirm(body: { readonly email: string; readonly code: string }): Promise<void> {
      await dataOf(openRoutes.POST('/v1/auth/confirm', { body }))
    },
    /** Mails the confirmation code again. */
    async resend(email: string): Promise<void> {
      await dataOf(openRoutes.POST('/v1/auth/resend', { body: { email } }))
    },
    /** Starts a session; its tokens are kept in the client's session store. */
    async login(body: Credentials): Promise<TokenResponse> {
      const tokens = await dataOf(openRoutes.POST('/v1/auth/login', { body }))
      session.write(sessionFrom(tokens, cookie ? { refreshToken: inCookie } : undefined))
      return tokens
    },
    /** Renews the access token now. Rarely needed: every method does so by itself when the API says it has expired. */
    refresh: http.refresh,
    /** Ends the session, or all sessions of the account: here at once, and on the server too unless this throws. */
    async logout({ everywhere = false }: { readonly everywhere?: boolean } = {}): Promise<void> {
      const refresh_token = session.read()?.refreshToken
      session.write(undefined)
      if (refresh_token === undefined) return
      const body = { ...(everywhere && { everywhere }), ...(!cookie && { refresh_token }) }
      await dataOf(openRoutes.POST('/v1/auth/logout', { body }))
    },
    /** Mails a code with which `reset` sets a new password. */
    async forgot(email: string): Promise<void> {
      await dataOf(openRoutes.POST('/v1/auth/forgot', { body: { email } }))
    },
    async reset(body: Credentials & { readonly code: string }): Promise<void> {
      await dataOf(openRoutes.POST('/v1/auth/reset', { body }))
    },
    me({ signal }: CallOptions = {}): Promise<User> {
      return dataOf(routes.GET('/v1/me', { signal }))
    },
    /** Sets another password, and ends all sessions: sign in again with it. */
    async changePassword(body: { readonly password: string; readonly newPassword: string }): Promise<void> {
      await dataOf(routes.POST('/v1/me/password', { body }))
      session.write(undefined)
    },
    /** Closes the account and removes everything in it. Possible within ten minutes of a login. */
    async closeAccount(): Promise<void> {
      await dataOf(routes.DELETE('/v1/me'))
      session.write(undefined)
    },
    /** The tokens for programs, newest first. */
    async tokens({ signal }: CallOptions = {}): Promise<ProgramToken[]> {
      return (await dataOf(routes.GET('/v1/tokens', { signal }))).tokens
    },
    /** Makes a token for a program. The answer is the only one that ever shows it. */
    makeToken(body: {
      readonly name: string
      readonly scopes: ProgramToken['scopes']
      readonly expiresInDays?: number
    }): Promise<IssuedToken> {
      return dataOf(routes.POST('/v1/tokens', { body }))
    },
    async revokeToken(id: string): Promise<void> {
      await dataOf(routes.DELETE('/v1/tokens/{id}', { params: path(id) }))
    },

    /**
     * Reserves a job and its upload. `size` is the file's exact length in bytes: the part plan follows from it. Repeated
     * under the same `key`, such as a UUID, the request makes one job. With a kind of `checksum`, each part's is to be given to
     * `parts`, and the storage refuses a part that has another.
     */
    reserve(
      body: {
        readonly name: string
        readonly size: number
        readonly options?: ConversionOptions
        readonly checksum?: 'sha256' | 'crc32c'
      },
      { signal, key }: CallOptions & { readonly key?: string } = {},
    ): Promise<Reservation> {
      const headers = key === undefined ? {} : { 'Idempotency-Key': key }
      return dataOf(routes.POST('/v1/uploads', { body, headers, signal }))
    },
    /** Fresh URLs for the parts with these numbers (1-based, at most 100). `checksums` are by number, in base64. */
    async parts(
      id: string,
      numbers: number[],
      { checksums, signal }: CallOptions & { readonly checksums?: Record<string, string> } = {},
    ): Promise<Part[]> {
      const body = { numbers, ...(checksums && { checksums }) }
      return (await dataOf(routes.POST('/v1/uploads/{id}/parts', { params: path(id), body, signal }))).parts
    },
    /** The parts that have arrived, and the plan: what an interrupted upload needs to continue. */
    arrivedParts(id: string, { signal }: CallOptions = {}): Promise<ArrivedParts> {
      return dataOf(routes.GET('/v1/uploads/{id}/parts', { params: path(id), signal }))
    },
    /** Says that every part was sent. Safe to repeat. */
    async complete(id: string, { signal }: CallOptions = {}): Promise<Job> {
      return (await dataOf(routes.POST('/v1/uploads/{id}/complete', { params: path(id), signal }))).job
    },
    /** Gives up an unfinished upload. */
    async abort(id: string): Promise<void> {
      await dataOf(routes.DELETE('/v1/uploads/{id}', { params: path(id) }))
    },

    /**
     * Has the source of a new job fetched from an address of the web. Repeated under the same `key`, such as a UUID, the request makes
     * one job.
     */
    async import(
      body: { readonly url: string; readonly name?: string; readonly options?: ConversionOptions },
      { signal, key }: CallOptions & { readonly key?: string } = {},
    ): Promise<Job> {
      const headers = key === undefined ? {} : { 'Idempotency-Key': key }
      return (await dataOf(routes.POST('/v1/imports', { body, headers, signal }))).job
    },

    /** One page of the user's jobs, newest first. */
    jobs(
      query: {
        readonly limit?: number
        readonly cursor?: string
        readonly state?: JobState
        readonly search?: string
      } = {},
      call: CallOptions = {},
    ): Promise<JobPage> {
      return dataOf(routes.GET('/v1/jobs', { params: { query }, signal: call.signal }))
    },
    job(id: string, { signal }: CallOptions = {}): Promise<Job> {
      return dataOf(routes.GET('/v1/jobs/{id}', { params: path(id), signal }))
    },
    cancel(id: string): Promise<Job> {
      return dataOf(routes.POST('/v1/jobs/{id}/cancel', { params: path(id) }))
    },
    /** Converts a failed job again, while its source is still kept. */
    retry(id: string): Promise<Job> {
      return dataOf(routes.POST('/v1/jobs/{id}/retry', { params: path(id) }))
    },
    /** Deletes a job and its files. */
    async remove(id: string): Promise<void> {
      await dataOf(routes.DELETE('/v1/jobs/{id}', { params: path(id) }))
    },
    /** The user's limits, and how much of each is used. */
    quota({ signal }: CallOptions = {}): Promise<Quota> {
      return dataOf(routes.GET('/v1/quota', { signal }))
    },
    /** What can be asked for: each format, and the JSON Schema of its options. Needs no session. */
    async formats({ signal }: CallOptions = {}): Promise<Format[]> {
      return (await dataOf(openRoutes.GET('/v1/formats', { signal }))).formats
    },
    /** A short-lived address of the finished audio that needs no token. */
    audioUrl(id: string, { signal }: CallOptions = {}): Promise<{ readonly url: string; readonly expiresAt: string }> {
      const params = { ...path(id), query: { redirect: 'false' as const } }
      return dataOf(routes.GET('/v1/jobs/{id}/audio', { params, signal }))
    },
    /**
     * A short-lived address of the peaks of the audio's waveform, as JSON that wavesurfer.js reads: about a thousand points, or
     * about 20 a second.
     */
    peaksUrl(
      id: string,
      detail: 'overview' | 'fine' = 'overview',
      { signal }: CallOptions = {},
    ): Promise<{ readonly url: string; readonly expiresAt: string }> {
      const params = { ...path(id), query: { detail, redirect: 'false' as const } }
      return dataOf(routes.GET('/v1/jobs/{id}/peaks', { params, signal }))
    },
  }
}
