import type { Client, ConversionOptions, Job } from '../client/api/client'
import { putWithProgress } from '../client/upload/put-with-progress'
import type { Source } from '../client/upload/source'
import { upload } from '../client/upload/uploader'
import { sentenceFor } from './sentence'
import type { Change, Own } from './transfer'

export interface Sending {
  /** Begins with the first that is queued, unless another one is on its way. */
  next(): void
  /** Stops one in progress; what has arrived stays. Resolves once it has stopped. */
  stop(own: Own): Promise<void>
}

export interface SendingNeeds {
  /** What there is to send, in its order; none when nothing may be sent. */
  queue(): readonly Own[]
  /** What is to be sent of a file, and the options that go with that. */
  sourceOf(own: Own): Promise<{ readonly source: Source; readonly options: ConversionOptions }>
  readonly change: Change
  /** Keeps what is needed to go on with it after the browser was closed. */
  keep(own: Own, source: Source, options: ConversionOptions): Promise<void>
  /** It is complete on the server. */
  onSent(own: Own, job: Job): void
}

/** Sends files one after the other (a paused one lets the next pass), each with several parts at a time. */
export function createSending(client: Client, { queue, sourceOf, change, keep, onSent }: SendingNeeds): Sending {
  const running = new Map<Own, { readonly controller: AbortController; readonly ended: Promise<void> }>()

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
      onSent(own, job)
    } catch (error) {
      if (signal.aborted) return
      change(own, { phase: 'failed', failure: sentenceFor(error) })
    }
  }

  function next(): void {
    if ([...running.keys()].some(({ isPaused }) => !isPaused)) return
    const own = queue().find(({ phase, isPaused }) => phase === 'queued' && !isPaused)
    if (!own || running.has(own)) return
    const controller = new AbortController()
    const ended = send(own, controller.signal).finally(() => {
      running.delete(own)
      next()
    })
    running.set(own, { controller, ended })
  }

  return {
    next,
    async stop(own) {
      running.get(own)?.controller.abort()
      await running.get(own)?.ended
    },
  }
}
