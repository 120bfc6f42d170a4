import type { FfmpegOutcome } from '../ffmpeg/ffmpeg'
import type { Summary } from '../ffmpeg/summary'
import type { FileFormat } from '../formats/file-format'
import type { ChapterFile, ConvertResult } from '../model/types'

/** Audio that is made and verified, and not yet visible. */
export interface Verified {
  readonly format: FileFormat
  /** Of the ffmpeg that read the source. */
  readonly outcome: FfmpegOutcome
  readonly summary: Summary
  readonly facts: Pick<
    ConvertResult,
    'size' | 'bitrate' | 'mode' | 'workers' | 'fallback' | 'seams' | 'sampleRate' | 'channels'
  >
  /** Where each is a file of its own. */
  readonly chapters?: readonly ChapterFile[]
  /** Makes it visible. */
  readonly finish: () => Promise<void>
}
