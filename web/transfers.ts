import { type Client, type ConversionOptions, type Job, ProblemError } from '../client/api/client'
import type { Source } from '../client/upload/source'
import { type KeptUpload, type KeptUploads, mostAudio } from './kept-uploads'
import { createSending } from './sending'
import { createStaging } from './staging'
import { type Change, earlierOf, isSame, type Own, stagedOf, type Transfer } from './transfer'

export interface Transfers {
  list(): readonly Transfer[]
  /** Stages files, and starts to find out how much of each has to be sent. A file that was waited for continues at once. */
  add(files: readonly File[]): void
  /** The options for files staged now or later: how much has to be sent may depend on them. */
  wish(options: ConversionOptions): void
  /** Sends what is staged. */
  start(options: ConversionOptions): void
  pause(key: string): void
  resume(key: string): void
  /** Tries a failed one again; what has arrived is not sent again. */
  retry(key: string): void
  /** Continues one that waited for its file. False when it is a different file. */
  chooseAgain(key: string, file: File): boolean
  /** Stops it if it is in progress, gives up its reservation, and forgets it. */
  cancel(key: string): Promise<void>
  /** Stops transfers in progress until `goOn`: while nobody is signed in. */
  hold(): void
  goOn(): void
  /** Cancels all, or only stops them so that they can be resumed later. */
  dispose(end: 'give up' | 'go on later'): Promise<void>
}

export interface TransferEvents {
  /** The list has changed. */
  readonly onChange: () => void
  /** A file is complete on the server. */
  readonly onHandedOver: (job: Job) => void
  /** A job that is not among the transfers any more has changed on the server. */
  readonly onLetGo: () => void
}

/** The files that are on their way from this page: staged, then sent, and those of an earlier page. */
export function createTransfers(
  client: Client,
  owner: string,
  kept: KeptUploads,
  { onChange, onHandedOver, onLetGo }: TransferEvents,
): Transfers {
  let transfers: Own[] = []
  let disposed = false
  let held = false
  let wished: ConversionOptions = {}

  const find = (key: string) => transfers.find((own) => own.key === key)

  const change: Change = (own, values) => {
    Object.assign(own, values)
    if (!disposed) onChange()
  }
  const staging = createStaging(change)
  const sending = createSending(client, {
    queue: () => (disposed || held ? [] : transfers),
    sourceOf: staging.sourceOf,
    change,
    keep,
    onSent(own, job) {
      forget(own)
      onHandedOver(job)
    },
  })

  async function keep(own: Own, source: Source, options: ConversionOptions): Promise<void> {
    if (!own.ticket) return
    const { key, name, size, lastModified, ticket } = own
    const upload: KeptUpload = { key, owner, name, size, lastModified, options, ticket }
    const audio = source !== own.file && source.size <= mostAudio ? await source.slice(0, source.size) : undefined
    await kept.put(audio instanceof Blob ? { ...upload, audio } : upload)
  }

  function forget(own: Own): void {
    transfers = transfers.filter((other) => other !== own)
    staging.discard(own)
    void kept.remove(own.key)
    if (!disposed) onChange()
  }

  function look(own: Own): void {
    void staging.prepare(own).catch(() => {}) // sending it reports the same error
  }

  function enqueue(own: Own): void {
    change(own, { phase: 'queued' })
    sending.next()
  }

  /** Cancels a job, whether its upload is in progress or has just been completed. */
  async function takeBack(jobId: string): Promise<void> {
    try {
      await client.abort(jobId)
    } catch (error) {
      if (error instanceof ProblemError && error.status === 409) await client.cancel(jobId)
      else throw error
    }
  }

  async function cancel(key: string): Promise<void> {
    const own = find(key)
    if (!own) return
    forget(own)
    await sending.stop(own)
    const jobId = own.jobId ?? own.ticket?.jobId
    if (jobId === undefined) return
    try {
      await takeBack(jobId)
    } catch {
      // The list of jobs shows what became of it, and has a button to try again; left alone, a reservation expires.
    }
    onLetGo()
  }

  async function takeUp(): Promise<void> {
    const earlier = await kept.take(owner)
    if (disposed || earlier.length === 0) return
    const known = new Set(transfers.map(({ key }) => key))
    transfers = [...earlier.filter(({ key }) => !known.has(key)).map(earlierOf), ...transfers]
    onChange()
    sending.next()
  }

  async function leave(own: Own): Promise<void> {
    own.preparing?.stop.abort()
    await sending.stop(own)
  }

  void takeUp()
  return {
    list: () => transfers,
    add(files) {
      for (const file of files) {
        const waiting = transfers.find((own) => own.phase === 'waiting' && isSame(own, file))
        if (waiting) {
          waiting.file = file
          enqueue(waiting)
          continue
        }
        const own = stagedOf(file, wished)
        transfers = [...transfers, own]
        look(own)
      }
      onChange()
    },
    wish(options) {
      wished = options
      for (const own of transfers) {
        if (own.phase !== 'staged') continue
        change(own, { options })
        look(own)
      }
    },
    start(options) {
      for (const own of transfers) if (own.phase === 'staged') change(own, { phase: 'queued', options })
      sending.next()
    },
    pause(key) {
      const own = find(key)
      own?.pause.pause()
      if (own) change(own, { isPaused: true, secondsLeft: undefined })
      sending.next()
    },
    resume(key) {
      const own = find(key)
      if (!own) return
      own.rate.restart()
      own.pause.resume()
      change(own, { isPaused: false })
      sending.next()
    },
    retry(key) {
      const own = find(key)
      if (own?.phase === 'failed') enqueue(own)
    },
    chooseAgain(key, file) {
      const own = find(key)
      if (!own || !isSame(own, file)) return false
      own.file = file
      enqueue(own)
      return true
    },
    cancel,
    hold() {
      held = true
      for (const own of transfers) {
        if (own.phase !== 'preparing' && own.phase !== 'sending' && own.phase !== 'finishing') continue
        void sending.stop(own)
        change(own, { phase: 'queued', secondsLeft: undefined })
      }
    },
    goOn() {
      held = false
      sending.next()
    },
    async dispose(end) {
      disposed = true
      if (end === 'give up') await Promise.all(transfers.map(({ key }) => cancel(key)))
      else await Promise.all(transfers.map(leave))
      kept.release()
    },
  }
}
