import { type Client, type ConversionOptions, type Job, ProblemError } from '../client/api/client'
import { prepareLazily } from '../client/smart/smart-upload'
import { putWithProgress } from '../client/upload/put-with-progress'
import { upload } from '../client/upload/uploader'
import { sentenceFor } from './sentence'

/** A file on its way from this page. */
export interface Transfer {
  readonly key: string
  readonly file: File
  /** What it is to become. */
  readonly options: ConversionOptions
  phase: 'queued' | 'preparing' | 'sending' | 'finishing' | 'failed'
  /** How much of the preparation is done, from 0 to 1. */
  prepared: number
  /** Bytes that are sent in all: the audio alone, where that is enough. */
  totalBytes: number
  sentBytes: number
  /** Once it is reserved. */
  jobId?: string
  failure?: string
}

export interface Transfers {
  list(): readonly Transfer[]
  add(files: readonly File[], options?: ConversionOptions): void
  /** Starts a failed one over, as a new job. */
  retry(transfer: Transfer): void
  /** Stops it if it is on its way, gives its reservation up, and forgets it. */
  cancel(transfer: Transfer): Promise<void>
  /** Cancels all. */
  dispose(): Promise<void>
}

export interface TransferEvents {
  /** The list has changed. */
  onChange: () => void
  /** A file is complete on the server. */
  onHandedOver: (job: Job) => void
  /** A job that is not among the transfers any more has changed on the server. */
  onLetGo: () => void
}

/** Sends files one after the other, each with several parts at a time. */
export function createTransfers(client: Client, { onChange, onHandedOver, onLetGo }: TransferEvents): Transfers {
  let transfers: Transfer[] = []
  let current: { transfer: Transfer; controller: AbortController; ended: Promise<void> } | undefined
  let keys = 0

  const forget = (transfer: Transfer) => {
    transfers = transfers.filter((other) => other !== transfer)
    onChange()
  }

  /** Frees what a failed transfer had reserved. The job may have got through, and only the answer been lost: show it then. */
  async function release(transfer: Transfer): Promise<void> {
    if (transfer.jobId === undefined) return
    try {
      await client.abort(transfer.jobId)
    } catch {
      delete transfer.jobId // from now on the list of jobs tells its state; an unfinished upload expires by itself
      onLetGo()
    }
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

  async function send(transfer: Transfer, signal: AbortSignal): Promise<void> {
    try {
      const job = await sendPrepared(transfer, signal)
      transfers = transfers.filter((other) => other !== transfer)
      onHandedOver(job)
    } catch (error) {
      if (signal.aborted) return
      transfer.phase = 'failed'
      transfer.failure = sentenceFor(error)
      onChange()
      await release(transfer)
    }
  }

  /** Takes the audio out of the video first, where that is sure to be the same, and sends what is left. */
  async function sendPrepared(transfer: Transfer, signal: AbortSignal): Promise<Job> {
    transfer.phase = 'preparing'
    const onPrepared = (share: number) => {
      const before = transfer.prepared
      transfer.prepared = share
      if (Math.floor(share * 100) !== Math.floor(before * 100)) onChange()
    }
    const { source, options, discard } = await prepareLazily(transfer.file, transfer.options, {
      signal,
      onProgress: onPrepared,
      carryChapters: true,
    })
    try {
      transfer.phase = 'sending'
      transfer.totalBytes = source.size
      onChange()
      return await upload(client, source, options, {
        signal,
        put: putWithProgress,
        onReserved: ({ id }) => {
          transfer.jobId = id
          onChange()
        },
        onProgress: ({ sentBytes, totalBytes }) => {
          transfer.sentBytes = sentBytes
          transfer.phase = sentBytes < totalBytes ? 'sending' : 'finishing'
          onChange()
        },
      })
    } finally {
      await discard()
    }
  }

  function next(): void {
    if (current) return
    const transfer = transfers.find(({ phase }) => phase === 'queued')
    if (!transfer) return
    const controller = new AbortController()
    const ended = send(transfer, controller.signal).finally(() => {
      current = undefined
      next()
    })
    current = { transfer, controller, ended }
    onChange()
  }

  async function cancel(transfer: Transfer): Promise<void> {
    forget(transfer)
    if (current?.transfer === transfer) {
      current.controller.abort()
      await current.ended
    }
    if (transfer.jobId === undefined) return
    try {
      await takeBack(transfer.jobId)
    } catch {
      // The list of jobs shows what became of it, and has a button to try again; left alone, a reservation expires.
    }
    onLetGo()
  }

  return {
    list: () => transfers,
    add(files, options = {}) {
      transfers = [
        ...transfers,
        ...files.map((file): Transfer => ({ key: `transfer-${++keys}`, file, options, ...untouched(file) })),
      ]
      onChange()
      next()
    },
    retry(transfer) {
      Object.assign(transfer, untouched(transfer.file))
      delete transfer.jobId
      delete transfer.failure
      onChange()
      next()
    },
    cancel,
    async dispose() {
      await Promise.all(transfers.map(cancel))
    },
  }
}

const untouched = (file: File) => ({ phase: 'queued' as const, prepared: 0, totalBytes: file.size, sentBytes: 0 })

/** True while leaving the page would lose something. */
export const isUnderWay = ({ phase }: Transfer): boolean => phase !== 'failed'
