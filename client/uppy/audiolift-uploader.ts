import { BasePlugin, type Body, EventManager, type Meta, type PluginOpts, type Uppy, type UppyFile } from '@uppy/core'
import type { Client } from '../api/client'
import type { ConversionOptions, Job } from '../api/types'
import { createPauseSwitch } from '../upload/pause'
import type { PutPart } from '../upload/put-part'
import { putWithProgress } from '../upload/put-with-progress'
import type { Source } from '../upload/source'
import { parseTicket, type UploadTicket } from '../upload/ticket'
import { upload } from '../upload/uploader'

export interface AudioliftUploaderOptions<M extends Meta, B extends Body> extends PluginOpts {
  readonly client: Pick<Client, 'reserve' | 'parts' | 'arrivedParts' | 'complete' | 'job' | 'abort'>
  /** What a file is to become. */
  readonly conversion?: (file: UppyFile<M, B>) => ConversionOptions
  /** Parts of a file on their way at the same time. */
  readonly parallel?: number
  readonly put?: PutPart
}

/** Where a file's ticket is, so that Golden Retriever keeps it with the file. */
const ticketKey = 'audioliftTicket'

/**
 * Uppy's files through our uploader: parts in parallel, pause and resume, and, with Golden Retriever, going on after the
 * browser was closed or killed. A file that is removed gives its reservation up. The response's body is the job.
 */
export class AudioliftUploader<M extends Meta, B extends Body> extends BasePlugin<
  AudioliftUploaderOptions<M, B>,
  M,
  B
> {
  constructor(uppy: Uppy<M, B>, options: AudioliftUploaderOptions<M, B>) {
    super(uppy, options)
    this.type = 'uploader'
    this.id = options.id ?? 'AudioliftUploader'
  }

  override install(): void {
    this.#declareResumable(true)
    this.uppy.addUploader(this.#uploadAll)
  }

  override uninstall(): void {
    this.#declareResumable(false)
    this.uppy.removeUploader(this.#uploadAll)
  }

  #declareResumable(resumableUploads: boolean): void {
    const { capabilities } = this.uppy.getState()
    this.uppy.setState({ capabilities: { ...capabilities, resumableUploads } })
  }

  /** One file after the other: each has several parts on their way already. */
  #uploadAll = async (ids: string[]): Promise<void> => {
    const files = this.uppy.getFilesByIds(ids).filter(({ progress }) => !progress.uploadComplete)
    this.uppy.emit('upload-start', files)
    for (const { id } of files) {
      const file = this.#fileOf(id)
      if (file) await this.#upload(file)
    }
  }

  async #upload(file: UppyFile<M, B>): Promise<void> {
    const { client, conversion, parallel, put = putWithProgress } = this.opts
    const events = new EventManager(this.uppy)
    const [removed, pause] = [new AbortController(), createPauseSwitch()]
    const hold = (isPaused: boolean) => (isPaused ? pause.pause() : pause.resume())
    events.onFileRemove(file.id, () => removed.abort())
    events.onPause(file.id, hold)
    events.onPauseAll(file.id, pause.pause)
    events.onResumeAll(file.id, pause.resume)
    hold(file.isPaused ?? false)
    let ticket = parseTicket(file.meta[ticketKey])
    try {
      const job = await upload(client, sourceOf(file), conversion?.(file) ?? {}, {
        ticket,
        onTicket: (next) => {
          ticket = next
          this.#keep(file.id, next)
        },
        onProgress: ({ sentBytes, totalBytes }) => this.#progress(file.id, sentBytes, totalBytes),
        signal: removed.signal,
        pause,
        put,
        ...(parallel !== undefined && { parallel }),
      })
      this.#succeed(file.id, job)
    } catch (error) {
      if (removed.signal.aborted) await this.#giveUp(ticket)
      else this.uppy.emit('upload-error', this.#fileOf(file.id), toError(error))
    } finally {
      events.remove()
    }
  }

  /** Undefined when it was removed meanwhile. */
  #fileOf(id: string): UppyFile<M, B> | undefined {
    return this.uppy.getState().files[id]
  }

  #keep(id: string, ticket: UploadTicket): void {
    const file = this.#fileOf(id)
    if (file) this.uppy.setFileState(id, { meta: { ...file.meta, [ticketKey]: ticket } })
  }

  #progress(id: string, bytesUploaded: number, bytesTotal: number): void {
    const uploadStarted = this.#fileOf(id)?.progress.uploadStarted ?? Date.now()
    this.uppy.emit('upload-progress', this.#fileOf(id), { uploadStarted, bytesUploaded, bytesTotal })
  }

  #succeed(id: string, job: Job): void {
    const body = { ...job } as unknown as B // Uppy lets its user name the type of the body
    this.uppy.emit('upload-success', this.#fileOf(id), { status: 200, body })
  }

  async #giveUp(ticket: UploadTicket | undefined): Promise<void> {
    try {
      if (ticket) await this.opts.client.abort(ticket.jobId)
    } catch (error) {
      this.uppy.log(toError(error).message, 'warning') // left alone, a reservation expires
    }
  }
}

function sourceOf({ name, data }: UppyFile<Meta, Body>): Source {
  if (!(data instanceof Blob)) throw new Error(`${name} has to be chosen again.`)
  const lastModified = data instanceof File ? { lastModified: data.lastModified } : {}
  return { name, size: data.size, slice: (start, end) => data.slice(start, end), ...lastModified }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
