import { audioKey, type JobIn, peaksKey } from '../jobs/domain'
import type { Log } from '../shared/log'
import type { OutputDescription, OutputName, Sink, SinkOutput } from './engine'

/** An output of a job's epoch on its way into the store. */
export interface OutputUpload {
  readonly job: JobIn<'converting'>
  readonly output: OutputDescription
  readonly id: string
}

/** Where an output goes in the audio bucket. */
export function outputKey(job: JobIn<'converting'>, name: OutputName): string {
  if (name === 'audio') return audioKey(job)
  return peaksKey(job, name === 'peaks-fine' ? 'fine' : 'overview')
}

export interface SentPart {
  /** What the store calls it. */
  readonly tag: string
  /** Bytes. */
  readonly size: number
}

/** Takes outputs in parts, numbered from 1; nothing is there before the last step. */
export interface OutputStore {
  /** Bytes of every part but the last, which may be shorter. */
  readonly partSize: number
  begin(job: JobIn<'converting'>, output: OutputDescription): Promise<OutputUpload>
  /** In any order. */
  putPart(upload: OutputUpload, number: number, bytes: Uint8Array, signal: AbortSignal): Promise<SentPart>
  /** @param parts all of them, by their numbers. @throws when one that is not the last is smaller than the store takes */
  complete(upload: OutputUpload, parts: readonly SentPart[]): Promise<void>
  /** Leaves no part of one that is not complete. */
  abort(upload: OutputUpload): Promise<void>
}

/** The outputs of a job's epoch, sent to the store while they are made. An output is in memory by three parts at most. */
export function multipartSink(store: OutputStore, job: JobIn<'converting'>, log: Log): Sink {
  return {
    open: async (output) => new MultipartOutput(store, await store.begin(job, output), log),
  }
}

/** A part that is filled, or waits for what is reserved in it. */
interface Part {
  readonly number: number
  readonly bytes: Buffer
}

class MultipartOutput implements SinkOutput {
  private readonly stop = new AbortController()
  private readonly sent: SentPart[] = []
  private part: Part
  private filled = 0
  /** Parts that wait for `finish`, since room is reserved in them. */
  private readonly waiting: Part[] = []
  private room = { start: 0, end: 0 }
  /** The parts that are under way: one after the other, while the next is filled. */
  private sending: Promise<void> = Promise.resolve()
  private isOver = false

  constructor(
    private readonly store: OutputStore,
    private readonly upload: OutputUpload,
    private readonly log: Log,
  ) {
    this.part = this.emptyPart(1)
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      if (this.filled === this.store.partSize) await this.next()
      const piece = bytes.subarray(at, at + this.store.partSize - this.filled)
      this.part.bytes.set(piece, this.filled)
      this.filled += piece.length
      at += piece.length
    }
  }

  async reserve(length: number): Promise<void> {
    const start = this.position
    this.room = { start, end: start + length }
    await this.write(new Uint8Array(length))
  }

  async finish(reserved: Uint8Array = new Uint8Array()): Promise<void> {
    const { start, end } = this.room
    if (reserved.length !== end - start) throw new RangeError(`no room for ${reserved.length} bytes`)
    const last = { number: this.part.number, bytes: this.part.bytes.subarray(0, this.filled) }
    await this.sending
    for (const part of [last, ...this.waiting]) {
      const offset = (part.number - 1) * this.store.partSize
      reserved.forEach((byte, index) => {
        const at = start + index - offset
        if (at >= 0 && at < part.bytes.length) part.bytes[at] = byte
      })
      await this.send(part)
    }
    this.stop.signal.throwIfAborted()
    await this.store.complete(this.upload, this.sent)
    this.isOver = true
  }

  async abort(): Promise<void> {
    if (this.isOver) return
    this.isOver = true
    this.stop.abort()
    // A part that arrives after the abortion would stay.
    await this.sending.catch(() => {})
    await this.store.abort(this.upload).catch((error: unknown) => {
      // What made us give up matters more; the bucket's own rule removes the parts later.
      this.log.warn('parts of an output are left', { job: this.upload.job.id, error })
    })
  }

  private get position(): number {
    return (this.part.number - 1) * this.store.partSize + this.filled
  }

  /** Begins the next part. Waits for the one before the full one, so that no more than one is on its way. */
  private async next(): Promise<void> {
    const full = this.part
    const end = full.number * this.store.partSize
    await this.sending
    if (this.room.start < end && end - this.store.partSize < this.room.end) this.waiting.push(full)
    else {
      this.sending = this.send(full)
      // The next caller that waits for it gets the error.
      this.sending.catch(() => {})
    }
    this.part = this.emptyPart(full.number + 1)
    this.filled = 0
  }

  private async send({ number, bytes }: Part): Promise<void> {
    this.sent[number - 1] = await this.store.putPart(this.upload, number, bytes, this.stop.signal)
  }

  private emptyPart(number: number): Part {
    return { number, bytes: Buffer.allocUnsafe(this.store.partSize) }
  }
}
