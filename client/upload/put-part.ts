import { NetworkError, retryAfterMs } from '../api/errors'
import type { Fetch } from '../api/http'
import type { Part } from '../api/types'
import type { PartBody } from './source'

export interface PutOptions {
  readonly signal: AbortSignal
  /** Bytes of this part on their way so far, where the transport can tell. */
  readonly onSent: (bytes: number) => void
}

export interface PutAnswer {
  /** HTTP status */
  readonly status: number
  /** Milliseconds that the storage asked to wait. */
  readonly retryAfterMs?: number | undefined
}

/** Sends one part to its URL. Throws NetworkError when no answer came, and the signal's reason when it was aborted. */
export type PutPart = (part: Part, body: PartBody, options: PutOptions) => Promise<PutAnswer>

/** A hanging connection must not hold a part for ever; in this time even 16 MiB at 20 KB/s gets through. */
const longestPutMs = 15 * 60_000

/** The headers to send with a part. The transport sets these two itself, and browsers refuse to be given them. */
export function partHeaders(part: Part): [string, string][] {
  return Object.entries(part.headers).filter(([name]) => !['content-length', 'host'].includes(name.toLowerCase()))
}

/** Sends parts with fetch, which cannot tell how many bytes are on their way. */
export function putWithFetch(fetch: Fetch = (input, init) => globalThis.fetch(input, init)): PutPart {
  return async (part, body, { signal }) => {
    try {
      const response = await fetch(part.url, {
        method: 'PUT',
        headers: partHeaders(part),
        body,
        credentials: 'omit',
        signal: AbortSignal.any([signal, AbortSignal.timeout(longestPutMs)]),
      })
      await response.arrayBuffer() // read to the end, so that the connection can be used again
      return { status: response.status, retryAfterMs: retryAfterMs(response.headers.get('retry-after')) }
    } catch (cause) {
      signal.throwIfAborted()
      throw new NetworkError('The connection to the storage was lost. Check your connection and try again.', { cause })
    }
  }
}
