import type { ConversionOptions } from '../api/types'
import type { Source } from '../upload/source'
import type { Chapter } from './chapter'
import type { TrackChoice } from './choose-track'
import type { Doubt } from './doubt'

/** What is asked for, as far as it matters here. `cover` from a frame needs the picture. */
export type SmartOptions = ConversionOptions & TrackChoice & { cover?: string }

/** What to upload for a video. */
export type Prepared = {
  /** The audio track alone, or the whole file. */
  readonly source: Source
  /** To reserve the upload with: what was chosen here is not asked for again. */
  readonly options: ConversionOptions
  /** Of the video: its audio alone has none any more. */
  readonly chapters: readonly Chapter[]
  /** Bytes that need not be sent. */
  readonly savedBytes: number
  /** Why it is the whole file; absent when it is the audio track. */
  readonly doubt?: Doubt
  /** Frees what the result takes up. The source is of no use afterwards. */
  discard(): Promise<void>
}

export interface PrepareOptions {
  signal?: AbortSignal | undefined
  /** How much is done, from 0 to 1. */
  onProgress?: ((share: number) => void) | undefined
}

/** The file as it is. */
export const whole = (source: Source, options: SmartOptions, doubt: Doubt): Prepared => ({
  source,
  options,
  chapters: [],
  savedBytes: 0,
  doubt,
  discard: async () => {},
})
