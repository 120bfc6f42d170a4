import type { IncomingMessage } from 'node:http'
import type { Wanted } from './file'
import { ImportError } from './import-error'

/** The parts of an answer that a download needs (RFC 9110). */
type Answer = Pick<IncomingMessage, 'statusCode' | 'headers'>

/** Status codes that may be temporary. */
const passing = [408, 425, 429, 500, 502, 503, 504]

/** What an answer without a file means; undefined when there is one. */
export function answerError({ hostname }: URL, { statusCode = 0 }: Answer): ImportError | undefined {
  if (statusCode === 200 || statusCode === 206) return undefined
  if (statusCode === 404 || statusCode === 410)
    return new ImportError('import-not-found', `${hostname} has no file at this address (HTTP ${statusCode}).`)
  // The file has become shorter, so it is fetched from the beginning.
  if (statusCode === 416) return new ImportError('import-unreachable', `The file at ${hostname} has changed.`, true)
  if (passing.includes(statusCode))
    return new ImportError('import-unreachable', `${hostname} reported an error (HTTP ${statusCode}).`, true)
  return new ImportError('import-refused', `${hostname} refused to send the file (HTTP ${statusCode}).`)
}

/** @throws ImportError for a page, and for content that would have to be decompressed */
export function requireMedia({ hostname }: URL, { headers }: Answer): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'text/html' || type === 'application/xhtml+xml')
    throw new ImportError('not-media', `The address leads to a page of ${hostname}, not to a media file.`)
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (coding !== 'identity')
    throw new ImportError('import-refused', `${hostname} sends the file compressed, though it was asked not to.`)
}

/**
 * What tells this representation from others: a strong entity tag, or a date that is strong because it lies a second or more before the
 * answer (RFC 9110, sections 8.8.2.2 and 13.1.5); else empty.
 */
export function validatorOf({ headers }: Answer): string {
  const { etag, date } = headers
  if (etag !== undefined) return etag.startsWith('W/') ? '' : etag
  const modified = headers['last-modified']
  const isStrong = modified && date && Date.parse(modified) + 1000 <= Date.parse(date)
  return isStrong ? modified : ''
}

/**
 * Where the answer begins, and how many bytes the whole file has.
 *
 * @throws ImportError for a part of the file that was not asked for
 */
export function wholeSize(
  { hostname }: URL,
  { statusCode, headers }: Answer,
  { offset }: Wanted,
): { readonly start: number; readonly size?: number } {
  if (statusCode === 200) {
    const length = headers['content-length']
    return { start: 0, ...(length !== undefined && { size: Number(length) }) }
  }
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? []
  if (offset === 0 || Number(first) !== offset || Number(last) !== Number(total) - 1)
    throw new ImportError('import-refused', `${hostname} answers with a part of the file that was not asked for.`)
  return { start: offset, size: Number(total) }
}
