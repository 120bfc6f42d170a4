import type { ConversionOptions } from '../api/types'
import type { Source } from '../upload/source'
import type { Chapter } from './chapter'
import type { Doubt } from './doubt'

/** What to upload for a video. */
export type Prepared = {
  /** The audio track alone, or the whole file. */
  readonly source: Source
  /** To reserve the upload with: what was chosen here is not asked for again, and chapters are carried if so wished. */
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
  readonly signal?: AbortSignal | undefined
  /** How much is done, from 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined
  /** Puts the video's chapters into the options, unless others are there. Only where the API takes `chapterList`. */
  readonly carryChapters?: boolean | undefined
}

/** The file as it is. */
export function whole(source: Source, options: ConversionOptions, doubt: Doubt): Prepared {
  return {
    source,
    options,
    chapters: [],
    savedBytes: 0,
    doubt,
    discard: async () => {},
  }
}
