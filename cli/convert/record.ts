import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ConversionOptions } from '../../client/api/types'
import { parseTicket, type UploadTicket } from '../../client/upload/ticket'
import { fieldsOf, readIfThere, writePrivately } from '../service/folders'

/** A record of unfinished work, from which the same command resumes after Ctrl-C. Nothing in it is secret. */
export interface Begun {
  readonly jobId: string
  /** Of the file at that time; absent for an address. See `fingerprintOf`. */
  readonly fingerprint?: string
  readonly ticket?: UploadTicket
}

export interface BegunRecord {
  read(): Begun | undefined
  keep(begun: Begun): void
  forget(): void
}

/** Identifies the work: one source, one service and one set of options. */
export function recordOf(folder: string, service: string, source: string, options: ConversionOptions): BegunRecord {
  const name = createHash('sha256')
    .update(JSON.stringify([service, source, options]))
    .digest('hex')
  const file = join(folder, 'begun', `${name}.json`)
  return {
    read: () => parse(readIfThere(file)),
    keep: (begun) => writePrivately(file, { version: 1, ...begun }),
    forget: () => rmSync(file, { force: true }),
  }
}

function parse(kept: unknown): Begun | undefined {
  const { version, jobId, fingerprint, ticket } = fieldsOf(kept)
  if (version !== 1 || typeof jobId !== 'string') return undefined
  const upload = parseTicket(ticket)
  return { jobId, ...(typeof fingerprint === 'string' && { fingerprint }), ...(upload && { ticket: upload }) }
}
