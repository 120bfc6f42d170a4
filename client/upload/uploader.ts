import { mostUrlsPerCall, partNumbersOf, partRangeOf, partSizeOf } from '../../protocol/parts'
import type { Client } from '../api/client'
import { isTransient, isTransientStatus, PartError } from '../api/errors'
import { type RetryOptions, retry } from '../api/retry'
import type { ConversionOptions, Job } from '../api/types'
import { type Begun, begin, isJob } from './begin'
import { checksumsOf } from './checksums'
import { createPartUrls } from './part-urls'
import { createPauseSwitch, type PauseSwitch } from './pause'
import { createProgress, type UploadProgress } from './progress'
import { type PutPart, putWithFetch } from './put-part'
import type { Source } from './source'
import type { UploadTicket } from './ticket'

export interface UploadOptions {
  /** The ticket of an earlier attempt, to continue it: see `onTicket`. One that does not match, or is too old, is ignored. */
  readonly ticket?: UploadTicket | undefined
  /** Called with the ticket to store, so that the upload can continue after a restart; before the first byte is sent. */
  readonly onTicket?: (ticket: UploadTicket) => void
  /** Called once a new job exists, before the first byte is sent. */
  readonly onReserved?: (job: Job) => void
  readonly onProgress?: (progress: UploadProgress) => void
  /** Stops sending. The reservation stays: the caller can continue with its ticket, or give it up with `client.abort`. */
  readonly signal?: AbortSignal
  /** Pauses the upload. */
  readonly pause?: PauseSwitch
  /** Parts on their way at the same time. */
  readonly parallel?: number
  readonly put?: PutPart
  readonly attempts?: RetryOptions['attempts']
  readonly sleep?: RetryOptions['sleep']
  readonly random?: RetryOptions['random']
}

export type UploadClient = Pick<Client, 'reserve' | 'parts' | 'arrivedParts' | 'complete' | 'job'>

/**
 * Reserves a job, sends the source in parts straight to the storage, completes the upload and returns the job.
 *
 * A part that is dropped or damaged on the way is sent again; a URL that is refused is replaced by a fresh one. Throws ProblemError,
 * NetworkError or PartError when the retries are used up or cannot help, and the signal's reason when it was aborted.
 */
export async function upload(
  client: UploadClient,
  source: Source,
  options: ConversionOptions,
  { ticket, onTicket, onReserved, onProgress, signal, pause, parallel = 4, put, ...retrying }: UploadOptions = {},
): Promise<Job> {
  const stop = signal ?? new AbortController().signal
  stop.throwIfAborted()
  const begun = await begin(client, source, options, { ticket, onTicket, onReserved, signal: stop, retrying })
  if (isJob(begun)) return begun
  await sendParts(client, source, begun, {
    onProgress,
    stop,
    pause: pause ?? createPauseSwitch(),
    parallel,
    put: put ?? putWithFetch(),
    retrying,
  })
  return retry(() => client.complete(begun.jobId, { signal: stop }), { ...retrying, isTransient, signal: stop })
}

interface Sending {
  readonly onProgress: UploadOptions['onProgress']
  readonly stop: AbortSignal
  readonly pause: PauseSwitch
  readonly parallel: number
  readonly put: PutPart
  readonly retrying: Pick<UploadOptions, 'attempts' | 'sleep' | 'random'>
}

/** Sends what has not arrived yet, stretch by stretch: a pause ends one. */
async function sendParts(
  client: UploadClient,
  source: Source,
  { jobId, plan, unsent, parts, hasChecksums }: Begun,
  { onProgress, stop, pause, parallel, put, retrying }: Sending,
): Promise<void> {
  const progress = createProgress(source.size, onProgress)
  for (const number of partNumbersOf(plan)) if (!unsent.has(number)) progress.count(number, partSizeOf(plan, number))
  progress.tell()
  const checksums = hasChecksums ? checksumsOf(source, plan) : undefined
  // A part must be read for its checksum: no more at a time than are sent at a time.
  const perRequest = checksums ? Math.min(parallel, mostUrlsPerCall) : mostUrlsPerCall
  const urls = createPartUrls(parts, unsent, perRequest, async (numbers) =>
    client.parts(jobId, numbers, { ...(checksums && { checksums: await checksums(numbers) }), signal: stop }),
  )

  async function send(number: number, stretch: AbortSignal): Promise<void> {
    const { start, end } = partRangeOf(plan, number)
    const body = await source.slice(start, end)
    await retry(
      async () => {
        const part = await urls.get(number)
        const onSent = (bytes: number) => progress.set(number, Math.min(bytes, part.size))
        const { status, retryAfterMs } = await put(part, body, { signal: stretch, onSent })
        if (status >= 200 && status < 300) return progress.set(number, part.size)
        if (isStale(status)) urls.replace(part)
        throw new PartError(number, status, retryAfterMs)
      },
      { ...retrying, isTransient: isPartTransient, signal: stretch },
    )
    unsent.delete(number)
  }

  /** All lanes draw from one queue, so each part is sent by one of them. */
  async function sendStretch(paused: AbortSignal): Promise<void> {
    const failure = new AbortController()
    const stretch = AbortSignal.any([stop, paused, failure.signal])
    const queue = [...unsent].values()
    const lanes = Array.from({ length: Math.min(parallel, unsent.size) }, async () => {
      for (let next = queue.next(); !next.done; next = queue.next()) {
        stretch.throwIfAborted()
        await send(next.value, stretch)
      }
    })
    try {
      await Promise.all(lanes)
    } catch (error) {
      failure.abort(error)
      await Promise.allSettled(lanes) // nobody reads the source any more when this function has ended
      throw error
    }
  }

  while (unsent.size > 0) {
    await pause.running(stop)
    const paused = pause.signal
    try {
      await sendStretch(paused)
    } catch (error) {
      stop.throwIfAborted()
      if (!paused.aborted || error !== paused.reason) throw error
    }
  }
}

/**
 * S3 answers 403 to a URL that has expired, and 400 (ExpiredToken) when the credentials that signed it have; 400
 * (RequestTimeout) also to a connection that was too slow, and 400 (BadDigest) to other bytes than the checksum says. Sending the part
 * again, to a fresh URL, helps in each case.
 */
function isStale(status: number) {
  return status === 400 || status === 403
}

function isPartTransient(error: unknown) {
  return (
    isTransient(error) || (error instanceof PartError && (isStale(error.status) || isTransientStatus(error.status)))
  )
}
