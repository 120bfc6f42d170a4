import type { ConversionOptions } from '../client/api/client'
import type { Prepared } from '../client/smart/prepared'
import { createPauseSwitch, type PauseSwitch } from '../client/upload/pause'
import type { UploadTicket } from '../client/upload/ticket'
import type { KeptUpload } from './kept-uploads'
import { createRate, type Rate } from './rate'

/** A file on its way from this page. */
export interface Transfer {
  readonly key: string
  readonly name: string
  /** The file, unless it was chosen on an earlier page. */
  readonly file?: File | undefined
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

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What is found out on the way. */
interface Found {
  ticket?: UploadTicket | undefined
  preparing?: { readonly wish: string; readonly result: Promise<Prepared>; readonly stop: AbortController } | undefined
}

/** A transfer, with what is needed to complete it. */
export interface Own extends Mutable<Transfer>, Found {
  readonly lastModified: number
  readonly options: ConversionOptions
  /** Of an earlier page: the audio that was taken out then. */
  readonly audio?: Blob | undefined
  readonly pause: PauseSwitch
  readonly rate: Rate
}

/** Changes a transfer, and notifies the view. */
export type Change = (own: Own, values: Partial<Own>) => void

function blank() {
  return {
    isPaused: false,
    prepared: 0,
    sentBytes: 0,
    pause: createPauseSwitch(),
    rate: createRate(),
  }
}

/** Of a file that was chosen just now. */
export function stagedOf(file: File, options: ConversionOptions): Own {
  return {
    ...blank(),
    key: crypto.randomUUID(),
    file,
    name: file.name,
    size: file.size,
    lastModified: file.lastModified,
    totalBytes: file.size,
    phase: 'staged',
    options,
  }
}

/** One of an earlier page. What was taken out of the file then goes on by itself; the file has to be chosen again. */
export function earlierOf({ key, name, size, lastModified, options, ticket, audio }: KeptUpload): Own {
  const phase = audio ? 'queued' : 'waiting'
  const totalBytes = audio?.size ?? size
  return { ...blank(), key, name, size, lastModified, options, ticket, audio, phase, totalBytes, jobId: ticket.jobId }
}

/** Whether the file is the one that this transfer is of. */
export function isSame(own: Own, { name, size, lastModified }: File): boolean {
  return own.name === name && own.size === size && own.lastModified === lastModified
}

/** True while leaving the page would interrupt something. */
export function isUnderWay({ phase }: Transfer): boolean {
  return phase !== 'failed' && phase !== 'waiting'
}
