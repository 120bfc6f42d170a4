import type { FfmpegOutcome } from '../ffmpeg/ffmpeg'
import type { Meter } from '../ffmpeg/progress'
import type { Summary } from '../ffmpeg/summary'
import type { FileFormat } from '../formats/file-format'
import type { ChapterFile, ConvertOptions, ConvertResult, Limits, Sink, Source } from '../model/types'
import type { Decoding } from '../sound/diagnose'
import type { Encoding } from '../sound/encode'

/** A conversion, and what there is to do it with. */
export interface Work {
  readonly source: Source
  readonly options: ConvertOptions
  readonly sink: Sink
  readonly limits: Limits
  readonly ffmpeg: string
  readonly encoder: string
  readonly workers: number
  readonly directory: string
  readonly meter: Meter
  readonly admit: (seconds: number) => Promise<void>
  readonly signal: AbortSignal
}

/** Audio that is made and verified. */
export interface Verified {
  readonly format: FileFormat
  readonly outcome: FfmpegOutcome
  readonly summary: Summary
  readonly facts: Pick<
    ConvertResult,
    'size' | 'bitrate' | 'mode' | 'workers' | 'fallback' | 'seams' | 'sampleRate' | 'channels'
  >
  /** Where each is a file of its own. */
  readonly chapters?: readonly ChapterFile[]
  readonly finish: () => Promise<void>
}

/** What is known of the decoding before it begins. */
export type SourceDecoding = Omit<Decoding, 'outcome' | 'summary'>

/** What is to be made of the sound. */
export type Order = Omit<Encoding, 'metadata'>
