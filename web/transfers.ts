import { type Client, type Job, ProblemError } from '../client/api/client'
import { putWithProgress } from '../client/upload/put-with-progress'
import { upload } from '../client/upload/uploader'
import { sentenceFor } from './sentence'

/** A file on its way from this page. */
export interface Transfer {
  readonly key: string
  readonly file: File
  phase: 'queued' | 'sending' | 'finishing' | 'failed'
  sentBytes: number
  /** Once it is reserved. */
  jobId?: string
  failure?: string
}

export interface Transfers {
  list(): readonly Transfer[]
  add(files: readonly File[]): void
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
      transfer.phase = 'sending'
      const job = await upload(
        client,
        transfer.file,
        {},
        {
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
        },
      )
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
    add(files) {
      transfers = [
        ...transfers,
        ...files.map((file): Transfer => ({ key: `transfer-${++keys}`, file, phase: 'queued', sentBytes: 0 })),
      ]
      onChange()
      next()
    },
    retry(transfer) {
      transfer.phase = 'queued'
      transfer.sentBytes = 0
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

/** True while leaving the page would lose something. */
export const isUnderWay = ({ phase }: Transfer): boolean => phase !== 'failed'
