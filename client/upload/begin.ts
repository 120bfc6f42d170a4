import { missingParts, type PartPlan, partNumbersOf } from '../../protocol/parts'
import type { Client } from '../api/client'
import { isTransient, ProblemError } from '../api/errors'
import { type RetryOptions, retry } from '../api/retry'
import type { ConversionOptions, Job, Part } from '../api/types'
import { checksumKind } from './checksums'
import type { Source } from './source'
import { fingerprintOf, ticketOf, type UploadTicket } from './ticket'

/** An upload that has a job, and the part of it that has not been sent yet. */
export interface Begun {
  readonly jobId: string
  readonly plan: PartPlan
  readonly unsent: Set<number>
  /** URLs that came along. */
  readonly parts: Part[]
  /** Whether each part needs a checksum. */
  readonly hasChecksums: boolean
}

export interface BeginOptions {
  /** Of an earlier attempt with the same source. */
  readonly ticket?: UploadTicket | undefined
  readonly onReserved?: ((job: Job) => void) | undefined
  readonly onTicket?: ((ticket: UploadTicket) => void) | undefined
  readonly signal: AbortSignal
  readonly retrying: Omit<RetryOptions, 'isTransient' | 'signal'>
}

/**
 * Continues the ticket's upload. Reserves a new one when there is no ticket, when the ticket belongs to another file, and
 * when its upload has ended. A job whose upload is complete is returned unchanged.
 */
export async function begin(
  client: Pick<Client, 'reserve' | 'arrivedParts' | 'job'>,
  source: Source,
  options: ConversionOptions,
  { ticket, onReserved, onTicket, signal, retrying }: BeginOptions,
): Promise<Begun | Job> {
  const attempt = <T>(call: () => Promise<T>) => retry(call, { ...retrying, isTransient, signal })
  const fingerprint = await fingerprintOf(source)
  signal.throwIfAborted()
  const earlier =
    ticket?.fingerprint === fingerprint ? await attempt(() => resume(client, source, ticket, signal)) : undefined
  if (earlier) return earlier

  // Under one key, a reservation whose answer was lost is not made twice.
  const key = crypto.randomUUID()
  const request = { name: source.name, size: source.size, options, checksum: checksumKind } as const
  const reservation = await attempt(() => client.reserve(request, { signal, key }))
  const { job, upload } = reservation
  onTicket?.(ticketOf(reservation, fingerprint))
  onReserved?.(job)
  const plan = { size: source.size, partSize: upload.partSize }
  return { jobId: job.id, plan, unsent: new Set(partNumbersOf(plan)), parts: upload.parts, hasChecksums: true }
}

export function isJob(begun: Begun | Job): begun is Job {
  return 'state' in begun
}

async function resume(
  client: Pick<Client, 'arrivedParts' | 'job'>,
  { size }: Source,
  { jobId, checksum }: UploadTicket,
  signal: AbortSignal,
): Promise<Begun | Job | undefined> {
  const arrived = await unlessOver(client.arrivedParts(jobId, { signal }))
  if (arrived) {
    const plan = { size, partSize: arrived.partSize }
    const unsent = new Set(missingParts(plan, arrived.parts))
    return { jobId, plan, unsent, parts: [], hasChecksums: checksum !== undefined }
  }
  // It may have been completed, and only the answer lost.
  const job = await unlessOver(client.job(jobId, { signal }))
  return job && !['reserved', 'expired', 'cancelled'].includes(job.state) ? job : undefined
}

/** Undefined when the job is in another state, or is gone: 409 and 404. */
async function unlessOver<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ProblemError && (error.status === 404 || error.status === 409)) return undefined
    throw error
  }
}
