import { NetworkError } from '../api/errors'
import type { Fetch } from '../api/http'
import type { Part } from '../api/types'

export type PartBody = Blob | Uint8Array<ArrayBuffer>

export interface PutOptions {
  signal: AbortSignal
  /** Bytes of this part on their way so far, where the transport can tell. */
  onSent: (bytes: number) => void
}

/** Sends one part to its URL and gives the HTTP status. Throws NetworkError when no answer came. */
export type PutPart = (part: Part, body: PartBody, options: PutOptions) => Promise<number>

/** A connection that hangs must not hold a part for ever; at this length even 16 MiB at 20 KB/s gets through. */
const longestPutMs = 15 * 60_000

/** The headers to send with a part. The transport sets these two itself, and browsers refuse to be given them. */
export const partHeaders = (part: Part): [string, string][] =>
  Object.entries(part.headers).filter(([name]) => !['content-length', 'host'].includes(name.toLowerCase()))

/** Sends parts with fetch, which cannot tell how many bytes are on their way. */
export const putWithFetch =
  (fetch: Fetch = (input, init) => globalThis.fetch(input, init)): PutPart =>
  async (part, body, { signal }) => {
    try {
      const response = await fetch(part.url, {
        method: 'PUT',
        headers: partHeaders(part),
        body,
        credentials: 'omit',
        signal: AbortSignal.any([signal, AbortSignal.timeout(longestPutMs)]),
      })
      await response.arrayBuffer() // read to the end, so that the connection can be used again
      return response.status
    } catch (cause) {
      signal.throwIfAborted()
      throw new NetworkError('The connection to the storage was lost. Check your connection and try again.', { cause })
    }
  }
