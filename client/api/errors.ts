import type { ProblemDocument, QuotaProblem } from './types'

/** What is wrong with a field. The code is stable; a server that is older than this client may give none, a newer one others. */
export interface FieldError {
  readonly field: string
  readonly message: string
  readonly code?: string | undefined
  /** Of `too-long` and the like: how much is allowed. */
  readonly limit?: number | undefined
}

/** RFC 9457 problem details; `type` is a stable URI reference, such as `/problems/invalid-request`: what programs compare. */
export interface Problem extends Omit<ProblemDocument, 'errors'> {
  readonly errors: FieldError[]
  /** Of `/problems/quota-exceeded`. */
  readonly quota?: ExceededQuota | undefined
  /** How long to wait before the next try, where the server says so (`Retry-After`). Milliseconds. */
  readonly retryAfterMs?: number | undefined
}

/** The limit that was exceeded, its value, and when there is room again at the latest, where that is known. */
export type ExceededQuota = Required<Pick<QuotaProblem, 'limit' | 'value'>> & Pick<QuotaProblem, 'freesAt'>

/** The API refused the request. `message` is the problem's `detail`: fit to be shown. */
export class ProblemError extends Error implements Problem {
  override readonly name = 'ProblemError'
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors: FieldError[]
  readonly quota: ExceededQuota | undefined
  readonly retryAfterMs: number | undefined

  constructor(problem: Problem) {
    super(problem.detail)
    this.type = problem.type
    this.title = problem.title
    this.status = problem.status
    this.detail = problem.detail
    this.errors = problem.errors
    this.quota = problem.quota
    this.retryAfterMs = problem.retryAfterMs
  }
}

/** No usable answer came back. `message` is a sentence fit to be shown; `cause` is what `fetch` said. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
}

/** The storage did not take a part of the upload. */
export class PartError extends Error {
  override readonly name = 'PartError'

  constructor(
    readonly part: number,
    readonly status: number,
    readonly retryAfterMs?: number | undefined,
  ) {
    super(
      status === 404
        ? 'The upload has ended on the server: it was cancelled or took too long. Please start it again.'
        : `The storage did not accept part ${part} of the file (HTTP ${status}). Please try again.`,
    )
  }
}

/** True when the same request may well succeed a little later: no answer, too many requests, or a fault of the server; not so when a quota is used up. */
export function isTransient(error: unknown): boolean {
  if (error instanceof NetworkError) return true
  return error instanceof ProblemError && error.type !== '/problems/quota-exceeded' && isTransientStatus(error.status)
}

/** How long the server asked to wait before the next try; 0 where it did not say. Milliseconds. */
export function askedWaitMs(error: unknown): number {
  return error instanceof ProblemError || error instanceof PartError ? (error.retryAfterMs ?? 0) : 0
}

/** `Retry-After` as milliseconds from now: it holds seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

/**
 * Reads an error response into a ProblemError. A proxy or a throttle in front of the API may answer without
 * problem details; the person still gets a sentence.
 */
export async function problemFrom(response: Response): Promise<ProblemError> {
  const { status } = response
  const body = asRecord(parseJson(await response.text()))
  const title = text(body.title) ?? (response.statusText || `HTTP ${status}`)
  return new ProblemError({
    type: text(body.type) ?? 'about:blank',
    title,
    status,
    detail: text(body.detail) ?? text(body.title) ?? sentenceFor(status),
    errors: Array.isArray(body.errors) ? body.errors.flatMap(fieldError) : [],
    quota: exceededQuota(body),
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  })
}

function sentenceFor(status: number): string {
  if (status === 429) return 'Too many requests at once. Please wait a moment and try again.'
  if (status >= 500) return 'Audiolift is not available at the moment. Please try again shortly.'
  return `Audiolift refused the request (HTTP ${status}).`
}

function fieldError(value: unknown): FieldError[] {
  const { field, message, code, limit } = asRecord(value)
  if (typeof field !== 'string' || typeof message !== 'string') return []
  return [{ field, message, ...(typeof code === 'string' && { code }), ...(typeof limit === 'number' && { limit }) }]
}

function exceededQuota({ limit, value, freesAt }: Record<string, unknown>): ExceededQuota | undefined {
  if (typeof limit !== 'string' || typeof value !== 'number') return undefined
  return { limit, value, ...(typeof freesAt === 'string' && { freesAt }) }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined // not JSON, so not problem details: the caller falls back to the status
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
