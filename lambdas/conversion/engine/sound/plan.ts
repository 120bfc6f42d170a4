import type { Program } from '../ffmpeg/invocation'
import type { Probe } from '../ffmpeg/probe'
import type { ProgressTracker } from '../ffmpeg/progress'
import type { Tags } from '../ffmpeg/tags'
import type { FileFormat } from '../formats/file-format'
import type { Chapter, ConvertOptions, ConvertResult, Limits, Sink } from '../model/types'
import type { RangeServer } from '../source/range-server'
import type { ReadAhead } from '../source/read-ahead'
import type { Metadata } from './metadata'
import type { PeakMeter } from './peaks'
import type { PcmFormat, SampleRange, Treatment } from './treatment'
import type { SourceFacts, Stream } from './usable-source'

/** What a conversion was asked for, and what it works with: the same from its beginning to its end. */
export interface Context {
  readonly options: ConvertOptions
  readonly source: ReadAhead
  /** Serves the source to ffmpeg. */
  readonly server: RangeServer
  readonly sink: Sink
  readonly limits: Limits
  readonly ffmpeg: Program
  /** Our `slice-encoder`. */
  readonly encoder: Program
  /** Encoders that may work at the same time. */
  readonly workers: number
  /** An existing one, for whatever is made on the way. */
  readonly directory: string
  readonly signal: AbortSignal
  /** Asks whether so many seconds of audio may be made. Throws where they may not. */
  readonly admit: (seconds: number) => Promise<void>
  readonly progress: ProgressTracker
}

/** Which sound of the source is taken, and what it becomes. */
export interface Selection extends Context {
  readonly facts: SourceFacts
  readonly probe: Probe
  /** Where ffmpeg finds the source. */
  readonly url: string
  readonly stream: Stream
  /** Of the audio. */
  readonly format: FileFormat
  /** What the sound is decoded to, and what is encoded. */
  readonly pcm: PcmFormat
  /** Of the source. */
  readonly tags: Tags
  /** Of the source, in seconds of its time. */
  readonly chapters: readonly Chapter[]
}

/** Where a decoder finds the sound, as which stream, and which samples of what it decodes are the sound's. */
export interface FlatInput {
  readonly url: string
  readonly stream: Stream
  readonly samples: SampleRange
}

/** All that the audio will be: decided once, before anything of it is made (`convert.ts`), and read by every step from there on. */
export interface Plan extends Selection {
  /** The file that the sound is copied to as it is, where that will do. */
  readonly copy: FileFormat | undefined
  readonly treatment: Treatment
  readonly loudness?: ConvertResult['loudness']
  /** Seconds of audio, as far as they are declared. */
  readonly duration: number | undefined
  readonly metadata: Metadata
  /** Where our encoders' decoder finds the sound, if not in the source as it is. */
  readonly flat: FlatInput | undefined
  readonly peaks: PeakMeter
  /** Told how many seconds of audio are made. */
  readonly onSeconds: (seconds: number) => void
}
