import type { Readable } from 'node:stream'
import type { Checksum, Job, JobIn, JobRef, JobState, PeaksDetail, Removed, Row } from './domain'
import type { KeyedRequest } from './keyed-request'
import type { QuotaOverrides, Settlement, Usage } from './quotas'
import type { RetentionOverrides } from './retention'
import type { Transition } from './transition'

export interface Page {
  readonly jobs: readonly Job[]
  /** Opaque; pass it back for the next page. Absent on the last one. */
  readonly nextCursor?: string
}

/** What a user has used, and what the operator has agreed with them. */
export interface Account {
  readonly used: Usage
  readonly overrides: QuotaOverrides
  readonly retention: RetentionOverrides
}

export interface ListQuery {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly state?: JobState | undefined
}

/**
 * The jobs table: jobs, and the counters of their owners' quotas. Reads are strongly consistent but for `list` and `due`.
 * A settlement is written in one transaction with the counters, or not at all.
 *
 * @throws Problem `too-many-requests` when all tries of a write met a conflict.
 */
export interface JobStore {
  /**
   * Writes a new row, charges its owner, and stores its request.
   *
   * @throws KeyTaken when the request's key was used before; QuotaExceeded when a limit would be exceeded; Error when a row with this id
   * already exists.
   */
  create(job: JobIn<'reserved'>, settles: Settlement, request?: KeyedRequest): Promise<void>
  /** The request that was last noted under the key. */
  keyedRequest(owner: string, key: string): Promise<KeyedRequest | undefined>
  /** The job; undefined when there is none, or when it is being removed. */
  get(ref: JobRef): Promise<Job | undefined>
  /** The row, even of a job that is being removed. */
  getRow(ref: JobRef): Promise<Row | undefined>
  /** Newest first. @throws Problem `invalid-request` for an invalid cursor. */
  list(owner: string, query: ListQuery): Promise<Page>
  /**
   * Takes the step if its conditions still hold. Returns the row after it, or undefined when another writer was faster.
   *
   * @throws KeyTaken when the key of the request that it is for was used before; QuotaExceeded when its conditions hold, but a limit would be exceeded.
   */
  take<To extends Row>(transition: Transition<To>): Promise<To | undefined>
  /** Removes the row if its epoch, its source and its size are as they were read, and settles. */
  remove(job: Removed, settles: Settlement): Promise<void>
  /** What the user has used, on this day (`2026-01-31`) where it is counted by the day, and what was agreed with them. */
  account(owner: string, day: string): Promise<Account>
  /** Jobs whose time has come, the longest overdue first. */
  due(now: number, limit: number): Promise<readonly JobRef[]>
}

/** Everything that the jobs table holds of one owner. Reads are strongly consistent. */
export interface OwnerStore {
  /** All jobs, those that are being removed too. */
  jobsOf(owner: string): Promise<readonly JobRef[]>
  /** Removes every row that is not a job: counters and agreements. */
  clear(owner: string): Promise<void>
}

export interface PartUrl {
  /** 1-based, as in S3. */
  readonly number: number
  /** Bytes the part must have, exactly. */
  readonly size: number
  readonly url: string
  /** Headers that must be sent with the bytes. */
  readonly headers: Readonly<Record<string, string>>
}

export interface ArrivedPart {
  readonly number: number
  readonly size: number
}

/** The part of a job's reservation that S3 needs for an upload. */
export type Upload = Pick<Job, 'owner' | 'id' | 'size' | 'upload'>

/** The sources, in the uploads bucket. */
export interface SourceStore {
  /** Begins a multipart upload, whose parts all come with such a checksum or with none; its id. */
  begin(ref: JobRef, checksum?: Checksum): Promise<string>
  /** @param checksums of the upload's kind, in base64, by number of the part: the store refuses other bytes */
  signParts(
    upload: Upload,
    numbers: readonly number[],
    checksums?: Readonly<Record<string, string>>,
  ): Promise<readonly PartUrl[]>
  /** Stores a part that we have ourselves. Rejects when the upload is over. */
  putPart(upload: Upload, number: number, bytes: Uint8Array, signal: AbortSignal): Promise<void>
  /** Parts that have arrived; empty when the upload is over. */
  arrived(upload: Upload): Promise<readonly ArrivedPart[]>
  /** Puts the parts together. Nothing happens when they already are. */
  complete(upload: Upload): Promise<void>
  abort(upload: Upload): Promise<void>
  /** Size in bytes of the whole source, or undefined when there is none. */
  size(ref: JobRef): Promise<number | undefined>
  /** Bytes [start, end). */
  read(ref: JobRef, start: number, end: number, signal: AbortSignal): Promise<Readable>
  remove(ref: JobRef): Promise<void>
}

/** The outputs, in the audio bucket; the conversion room writes them. */
export interface AudioStore {
  /** A URL that downloads the audio under its name. */
  link(job: JobIn<'done'>): Promise<AudioLink>
  /** A URL that gives the peaks of its waveform as JSON. */
  linkPeaks(job: JobIn<'done'>, detail: PeaksDetail): Promise<AudioLink>
  /** Removes the outputs of every epoch. */
  removeAll(ref: JobRef): Promise<void>
}

export interface AudioLink {
  readonly url: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** The messages that the relay sends. Each may be sent twice. */
export interface Outbox {
  /** Hands the job to the import queue; owners share it fairly. */
  fetch(job: Job): Promise<void>
  /** Hands the job to the convert queue; owners share it fairly. */
  convert(job: Job): Promise<void>
  publish(event: JobEvent): Promise<void>
}

/**
 * A job has reached a final state. `id` is the same when the same event is sent again; it contains the epoch and the number of hand-overs,
 * which tell apart the ends of a job that was retried.
 */
export interface JobEvent {
  readonly id: string
  readonly state: JobState
  readonly owner: string
  readonly job: string
}
