import type { Client } from '../api/client'
import { isTransient, isTransientStatus, PartError } from '../api/errors'
import { type RetryOptions, retry } from '../api/retry'
import type { ConversionOptions, Job, Part } from '../api/types'
import { type PartBody, type PutPart, putWithFetch } from './put-part'

/** What is uploaded. A browser's `File` is one as it is; `openFile` makes one of a file on disk. */
export interface Source {
  name: string
  /** bytes */
  size: number
  /** The bytes from `start` up to, not including, `end`. May be called again for the same range. */
  slice(start: number, end: number): PartBody | Promise<PartBody>
}

export interface UploadProgress {
  /** Never falls, even when a part has to be sent again. */
  sentBytes: number
  totalBytes: number
}

export interface UploadOptions {
  /** Called once the job exists, before the first byte is sent. */
  onReserved?: (job: Job) => void
  onProgress?: (progress: UploadProgress) => void
  /** Stops sending. The reservation stays, so that the caller may resume it or give it up with `client.abort`. */
  signal?: AbortSignal
  /** Parts on their way at the same time. */
  parallel?: number
  put?: PutPart
  attempts?: RetryOptions['attempts']
  sleep?: RetryOptions['sleep']
  random?: RetryOptions['random']
}

type UploadClient = Pick<Client, 'reserve' | 'parts' | 'complete'>

/**
 * Reserves a job, sends the source in parts straight to the storage, completes the upload and returns the job.
 *
 * A part that is dropped on the way is sent again; a URL that is refused is replaced by a fresh one. Throws ProblemError,
 * NetworkError or PartError when the retries are used up or cannot help, and the signal's reason when it was aborted.
 */
export async function upload(
  client: UploadClient,
  source: Source,
  options: ConversionOptions,
  { onReserved, onProgress, signal, parallel = 4, put = putWithFetch(), ...retrying }: UploadOptions = {},
): Promise<Job> {
  const failure = new AbortController()
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal
  stop.throwIfAborted()
  const reservation = await client.reserve({ name: source.name, size: source.size, options }, { signal: stop })
  const { job, upload: plan } = reservation
  onReserved?.(job)

  const progress = createProgress(source.size, onProgress)
  const unsent = new Set(Array.from({ length: plan.partCount }, (_, index) => index + 1))
  const urls = createUrls(plan.parts, unsent, (numbers) => client.parts(job.id, numbers, { signal: stop }))
  const queue = unsent.values()

  async function send(number: number): Promise<void> {
    const start = (number - 1) * plan.partSize
    const body = await source.slice(start, Math.min(start + plan.partSize, source.size))
    await retry(
      async () => {
        const part = await urls.get(number)
        const status = await put(part, body, { signal: stop, onSent: (bytes) => progress.set(part, bytes) })
        if (status >= 200 && status < 300) return progress.set(part, part.size)
        if (isStale(status)) urls.replace(part)
        throw new PartError(number, status)
      },
      { ...retrying, isTransient: isPartTransient, signal: stop },
    )
    unsent.delete(number)
  }

  /** All lanes draw from one queue, so each part is sent by one of them. */
  async function lane(): Promise<void> {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      stop.throwIfAborted()
      await send(next.value)
    }
  }

  const lanes = Array.from({ length: Math.min(parallel, plan.partCount) }, lane)
  try {
    await Promise.all(lanes)
  } catch (error) {
    failure.abort(error)
    await Promise.allSettled(lanes) // nobody reads the source any more when this function has ended
    throw error
  }
  return retry(() => client.complete(job.id, { signal: stop }), { ...retrying, isTransient, signal: stop })
}

/**
 * S3 answers 403 to a URL that has expired, and 400 (ExpiredToken) when the credentials that signed it have; 400
 * (RequestTimeout) also to a connection that was too slow. A fresh URL helps in each case.
 */
const isStale = (status: number) => status === 400 || status === 403

const isPartTransient = (error: unknown) =>
  isTransient(error) || (error instanceof PartError && (isStale(error.status) || isTransientStatus(error.status)))

function createProgress(totalBytes: number, report?: (progress: UploadProgress) => void) {
  const sent = new Map<number, number>()
  let highest = 0
  report?.({ sentBytes: 0, totalBytes })
  return {
    set(part: Part, bytes: number): void {
      sent.set(part.number, Math.min(bytes, part.size))
      const sum = [...sent.values()].reduce((total, value) => total + value, 0)
      if (sum <= highest) return
      highest = sum
      report?.({ sentBytes: sum, totalBytes })
    },
  }
}

const urlsPerRequest = 100

/** The URLs at hand; asks for more, the next hundred unsent parts at a time, when one is missing. */
function createUrls(first: Part[], unsent: ReadonlySet<number>, ask: (numbers: number[]) => Promise<Part[]>) {
  const known = new Map(first.map((part) => [part.number, part]))
  let asking: Promise<void> | undefined

  async function fetchFrom(number: number): Promise<void> {
    const missing = [...unsent].filter((other) => other > number && !known.has(other))
    for (const part of await ask([number, ...missing.slice(0, urlsPerRequest - 1)])) known.set(part.number, part)
  }

  return {
    async get(number: number): Promise<Part> {
      for (;;) {
        const part = known.get(number)
        if (part) return part
        // Lanes that run dry together share one request; whoever is still without a URL afterwards asks next.
        if (asking) await asking
        else {
          asking = fetchFrom(number).finally(() => {
            asking = undefined
          })
          await asking
          if (!known.has(number)) throw new Error(`The server gave no address for part ${number} of the upload.`)
        }
      }
    },
    /** Forgets a URL that was refused, and with it those signed at the same time, unless they were replaced already. */
    replace(part: Part): void {
      if (known.get(part.number) === part) known.clear()
    },
  }
}
