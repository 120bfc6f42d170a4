import type { Reservation } from '../api/types'
import { checksumKind } from './checksums'
import { bytesOf, type Source } from './source'

/**
 * What an upload needs to continue after a restart. Plain JSON without any secret: it is useless without being
 * signed in as its owner.
 */
export interface UploadTicket {
  readonly version: 1
  readonly jobId: string
  /** Of the source; see `fingerprintOf`. */
  readonly fingerprint: string
  /** bytes */
  readonly partSize: number
  readonly partCount: number
  /** The kind that each part needs; absent when the upload was reserved without. */
  readonly checksum?: typeof checksumKind
}

/** Of a reservation with checksums. */
export function ticketOf({ job, upload }: Reservation, fingerprint: string): UploadTicket {
  return {
    version: 1,
    jobId: job.id,
    fingerprint,
    partSize: upload.partSize,
    partCount: upload.partCount,
    checksum: checksumKind,
  }
}

/** A stored ticket; undefined when it is invalid, or from another version of this client. */
export function parseTicket(kept: unknown): UploadTicket | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined
  const { version, jobId, fingerprint, partSize, partCount, checksum } = kept as Partial<
    Record<keyof UploadTicket, unknown>
  >
  const isWhole =
    version === 1 &&
    typeof jobId === 'string' &&
    typeof fingerprint === 'string' &&
    typeof partSize === 'number' &&
    typeof partCount === 'number'
  if (!isWhole || (checksum !== undefined && checksum !== checksumKind)) return undefined
  return { version, jobId, fingerprint, partSize, partCount, ...(checksum && { checksum }) }
}

/** Bytes of each end that are looked at: enough to tell two recordings apart, and read in no time. */
const endSize = 64 * 1024

/**
 * Tells whether a file that was chosen again is the one whose upload was begun: SHA-256, in hexadecimal, of its size, the
 * time of its last change where that is known, and its two ends. Its name does not count.
 */
export async function fingerprintOf(source: Source): Promise<string> {
  const head = await bytesOf(source, 0, Math.min(endSize, source.size))
  const tail = await bytesOf(source, Math.max(0, source.size - endSize), source.size)
  const about = new TextEncoder().encode(`${source.size} ${source.lastModified ?? ''} `)
  const digest = await crypto.subtle.digest('SHA-256', await new Blob([about, head, tail]).arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
