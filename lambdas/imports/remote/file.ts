import type { Readable } from 'node:stream'

/** Where to start, and in which representation. */
export interface Wanted {
  readonly offset: number
  /** An entity tag or a date, as `validator` of an earlier answer; empty when there is none. */
  readonly validator: string
}

/** A file that is being sent. */
export interface RemoteFile {
  /** The byte that `body` begins with: the one that was wanted, or 0. */
  readonly start: number
  /** Bytes of the whole file, where the server says so. */
  readonly size?: number
  /** Identifies this representation; empty when the server does not give one, so that a download must start again. */
  readonly validator: string
  readonly body: Readable
}

/** @throws ImportError */
export type OpenRemote = (url: string, wanted: Wanted, signal: AbortSignal) => Promise<RemoteFile>
