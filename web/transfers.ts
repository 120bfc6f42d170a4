import { type Client, type ConversionOptions, type Job, ProblemError } from '../client/api/client'
import type { Prepared } from '../client/smart/prepared'
import { prepareLazily } from '../client/smart/smart-upload'
import { createPauseSwitch, type PauseSwitch } from '../client/upload/pause'
import { putWithProgress } from '../client/upload/put-with-progress'
import type { Source } from '../client/upload/source'
import type { UploadTicket } from '../client/upload/ticket'
import { upload } from '../client/upload/uploader'
import { type KeptUpload, type KeptUploads, mostAudio } from './kept-uploads'
import { createRate, type Rate } from './rate'
import { sentenceFor } from './sentence'

/** A file on its way from this page. */
export interface Transfer {
  readonly key: string
  readonly name: string
  /** Bytes of the whole file. */
  readonly size: number
  /** `staged` until it is started; `waiting` for its file to be chosen again, after the browser was closed. */
  readonly phase: 'staged' | 'queued' | 'preparing' | 'sending' | 'finishing' | 'waiting' | 'failed'
  readonly isPaused: boolean
  /** How much of the preparation is done, from 0 to 1. */
  readonly prepared: number
  /** Bytes that are sent in all: the audio alone, where that is enough. Sure once it is prepared. */
  readonly totalBytes: number
  readonly sentBytes: number
  /** Seconds, where that can be told. */
  readonly secondsLeft?: number | undefined
  /** Once it is reserved. */
  readonly jobId?: string | undefined
  readonly failure?: string | undefined
}

export interface Transfers {
  list(): readonly Transfer[]
  /** Stages files, and looks already how much of them has to be sent. One that was waited for goes on at once. */
  add(files: readonly File[]): void
  /** What those are to become that are staged now or later: what has to be sent of them may depend on it. */
  wish(options: ConversionOptions): void
  /** Sends what is staged. */
  start(options: ConversionOptions): void
  pause(key: string): void
  resume(key: string): void
  /** Tries a failed one again; what has arrived is not sent again. */
  retry(key: string): void
  /** Goes on with one that waited for its file. False when it is another file. */
  chooseAgain(key: string, file: File): boolean
  /** Stops it if it is on its way, gives its reservation up, and forgets it. */
  cancel(key: string): Promise<void>
  /** Cancels all, or only stops them, to go on another time. */
  dispose(end: 'give up' | 'go on later'): Promise<void>
}

export interface TransferEvents {
  /** The list has changed. */
  onChange: () => void
  /** A file is complete on the server. */
  onHandedOver: (job: Job) => void
  /** A job that is not among the transfers any more has changed on the server. */
  onLetGo: () => void
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
interface Own extends Mutable<Transfer> {
  file?: File | undefined
  lastModified: number
  options: ConversionOptions
  ticket?: UploadTicket | undefined
  /** Of an earlier page: the audio that was taken out then. */
  audio?: Blob | undefined
  preparing?: { wish: string; result: Promise<Prepared>; stop: AbortController } | undefined
  readonly pause: PauseSwitch
  readonly rate: Rate
}

/** Sends files one after the other (a paused one lets the next pass), each with several parts at a time, and goes on with those of an earlier page. */
export function createTransfers(
  client: Client,
  owner: string,
  kept: KeptUploads,
  { onChange, onHandedOver, onLetGo }: TransferEvents,
): Transfers {
  let transfers: Own[] = []
  const running = new Map<Own, { controller: AbortController; ended: Promise<void> }>()
  let disposed = false
  let wished: ConversionOptions = {}
  /** Files are looked at one after the other. */
  let looking: Promise<unknown> = Promise.resolve()

  const find = (key: string) => transfers.find((own) => own.key === key)

  function change(own: Own, values: Partial<Own>): void {
    Object.assign(own, values)
    if (!disposed) onChange()
  }

  function forget(own: Own): void {
    transfers = transfers.filter((other) => other !== own)
    own.preparing?.stop.abort()
    void own.preparing?.result.then(({ discard }) => discard()).catch(() => {})
    void kept.remove(own.key)
    if (!disposed) onChange()
  }

  /** Takes the audio out of the file, where that is sure to be the same; once for the same wish. */
  function prepare(own: Own): Promise<Prepared> {
    const { track, language, cover } = own.options
    const wish = JSON.stringify([track, language, cover === 'frame'])
    if (own.preparing?.wish === wish) return own.preparing.result
    own.preparing?.stop.abort()
    const { file } = own
    if (!file) throw new Error('A file is prepared that has to be chosen first')
    const stop = new AbortController()
    change(own, { prepared: 0, totalBytes: own.size })
    const onProgress = (share: number) => {
      if (Math.floor(share * 100) !== Math.floor(own.prepared * 100)) change(own, { prepared: share })
    }
    const options = { ...(track && { track }), ...(language && { language }), ...(cover && { cover }) }
    const look = () => prepareLazily(file, options, { signal: stop.signal, onProgress })
    const result = looking.then(look)
    looking = result.catch(() => {})
    own.preparing = { wish, result, stop }
    result
      .then(({ source }) => own.preparing?.stop === stop && change(own, { prepared: 1, totalBytes: source.size }))
      .catch(() => {}) // whoever sends it meets the same error
    return result
  }

  async function sourceOf(own: Own): Promise<{ source: Source; options: ConversionOptions }> {
    const { audio } = own
    if (audio)
      return {
        source: { name: own.name, size: audio.size, slice: (start, end) => audio.slice(start, end) },
        options: own.options,
      }
    const { source, doubt, chapters } = await prepare(own)
    if (doubt !== undefined) return { source, options: own.options }
    const { track, language, ...options } = own.options // there is only the chosen one left
    const carried = chapters.length > 0 && options.chapters !== 'none' ? { chapterList: [...chapters] } : {}
    return { source, options: { ...carried, ...options } }
  }

  async function keep(own: Own, source: Source, options: ConversionOptions): Promise<void> {
    if (!own.ticket) return
    const { key, name, size, lastModified, ticket } = own
    const upload: KeptUpload = { key, owner, name, size, lastModified, options, ticket }
    const audio = source !== own.file && source.size <= mostAudio ? await source.slice(0, source.size) : undefined
    await kept.put(audio instanceof Blob ? { ...upload, audio } : upload)
  }

  async function send(own: Own, signal: AbortSignal): Promise<void> {
    try {
      change(own, { phase: 'preparing', failure: undefined })
      const { source, options } = await sourceOf(own)
      signal.throwIfAborted()
      change(own, { phase: 'sending', totalBytes: source.size })
      const job = await upload(client, source, options, {
        signal,
        pause: own.pause,
        put: putWithProgress,
        ticket: own.ticket,
        onTicket: (ticket) => {
          own.ticket = ticket
          void keep(own, source, options)
        },
        onReserved: ({ id }) => change(own, { jobId: id }),
        onProgress: ({ sentBytes, totalBytes }) => {
          own.rate.add(sentBytes)
          const secondsLeft = own.rate.secondsFor(totalBytes - sentBytes)
          change(own, { sentBytes, secondsLeft, phase: sentBytes < totalBytes ? 'sending' : 'finishing' })
        },
      })
      forget(own)
      onHandedOver(job)
    } catch (error) {
      if (signal.aborted) return
      change(own, { phase: 'failed', failure: sentenceFor(error) })
    }
  }

  function next(): void {
    if (disposed || [...running.keys()].some(({ isPaused }) => !isPaused)) return
    const own = transfers.find(({ phase, isPaused }) => phase === 'queued' && !isPaused)
    if (!own) return
    const controller = new AbortController()
    const ended = send(own, controller.signal).finally(() => {
      running.delete(own)
      next()
    })
    running.set(own, { controller, ended })
  }

  function enqueue(own: Own): void {
    change(own, { phase: 'queued' })
    next()
  }

  async function stop(own: Own): Promise<void> {
    own.preparing?.stop.abort()
    running.get(own)?.controller.abort()
    await running.get(own)?.ended
  }

  /** Takes a job back, whether its upload is still going on or was completed a moment ago. */
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
    await stop(own)
    const jobId = own.jobId ?? own.ticket?.jobId
    if (jobId === undefined) return
    try {
      await takeBack(jobId)
    } catch {
      // The list of jobs shows what became of it, and has a button to try again; left alone, a reservation expires.
    }
    onLetGo()
  }

  async function goOn(): Promise<void> {
    const earlier = await kept.take(owner)
    if (disposed || earlier.length === 0) return
    const known = new Set(transfers.map(({ key }) => key))
    transfers = [...earlier.filter(({ key }) => !known.has(key)).map(ownOf), ...transfers]
    onChange()
    next()
  }

  void goOn()
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
        void prepare(own).catch(() => {})
      }
      onChange()
    },
    wish(options) {
      wished = options
      for (const own of transfers) {
        if (own.phase !== 'staged') continue
        change(own, { options })
        void prepare(own).catch(() => {})
      }
    },
    start(options) {
      for (const own of transfers) if (own.phase === 'staged') change(own, { phase: 'queued', options })
      next()
    },
    pause(key) {
      const own = find(key)
      own?.pause.pause()
      if (own) change(own, { isPaused: true, secondsLeft: undefined })
      next()
    },
    resume(key) {
      const own = find(key)
      if (!own) return
      own.rate.restart()
      own.pause.resume()
      change(own, { isPaused: false })
      next()
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
    async dispose(end) {
      disposed = true
      if (end === 'give up') await Promise.all(transfers.map(({ key }) => cancel(key)))
      else await Promise.all(transfers.map(stop))
      kept.release()
    },
  }
}

const isSame = (own: Own, { name, size, lastModified }: File): boolean =>
  own.name === name && own.size === size && own.lastModified === lastModified

const blank = () => ({
  isPaused: false,
  prepared: 0,
  sentBytes: 0,
  pause: createPauseSwitch(),
  rate: createRate(),
})

const stagedOf = (file: File, options: ConversionOptions): Own => ({
  ...blank(),
  key: crypto.randomUUID(),
  file,
  name: file.name,
  size: file.size,
  lastModified: file.lastModified,
  totalBytes: file.size,
  phase: 'staged',
  options,
})

/** One of an earlier page. What was taken out of the file then goes on by itself; the file has to be chosen again. */
function ownOf({ key, name, size, lastModified, options, ticket, audio }: KeptUpload): Own {
  const phase = audio ? 'queued' : 'waiting'
  const totalBytes = audio?.size ?? size
  return { ...blank(), key, name, size, lastModified, options, ticket, audio, phase, totalBytes, jobId: ticket.jobId }
}

/** True while leaving the page would hold something up. */
export const isUnderWay = ({ phase }: Transfer): boolean => phase !== 'failed' && phase !== 'waiting'
