import type { Readable } from 'node:stream'

import type { ConvertOptions } from '../../../../options/table'

export type { ConvertOptions }

/** Something to convert, of known size, readable at any place. */
export interface Source {
  /** Bytes. */
  readonly size: number
  /** Bytes `start` (inclusive) to `end` (exclusive); the stream ends early only by an error. */
  read(start: number, end: number, signal: AbortSignal): Promise<Readable>
}

/** What a conversion makes. */
export type OutputName = 'audio' | 'peaks-overview' | 'peaks-fine'

export interface OutputDescription {
  readonly name: OutputName
  readonly contentType: string
}

/** Takes what a conversion makes, while it is made. */
export interface Sink {
  /** Begins an output. Nobody sees anything of it before it is finished. */
  open(output: OutputDescription): Promise<SinkOutput>
}

/** An output under way. One call at a time, but for `abort`. */
export interface SinkOutput {
  /** Appends; takes its time when the receiver is slower. Afterwards the bytes may become others: what is kept is copied. */
  write(bytes: Uint8Array): Promise<void>
  /** Leaves room, here, for bytes that are known only at the end; once at most. */
  reserve(length: number): Promise<void>
  /** Makes it whole and visible, once it is verified. @param reserved as many bytes as there is room for */
  finish(reserved?: Uint8Array): Promise<void>
  /** Leaves nothing of it, unless it is finished. */
  abort(): Promise<void>
}

export interface Progress {
  /** 0 to 100, never falling; 100 only once the audio is verified. */
  readonly percent: number
  /** Seconds until the end, when there is something to guess from. */
  readonly etaSeconds?: number
}

/** In seconds of the audio. */
export interface Chapter {
  readonly start: number
  readonly end: number
  readonly title: string
}

/** A chapter that is a file of its own. */
export interface ChapterFile extends Chapter {
  /** Its name in the zip. */
  readonly file: string
  /** Per channel. */
  readonly samples: number
}

/** One of the sounds that a source has. */
export interface Track {
  /** ffmpeg's name of the codec; `none` when it knows none. */
  readonly codec: string
  /** Hz; `undefined` when nothing could be found out. */
  readonly sampleRate: number | undefined
  readonly channels: number | undefined
  /** As the file has it: three letters of ISO 639-2. */
  readonly language?: string
  /** kb/s, as the file tells it. */
  readonly bitrate?: number
  /** Of a sample, where there are more than 16 and the codec keeps them all. */
  readonly bits?: number
}

export interface ConvertResult {
  /** Ending of a file name that suits it. */
  readonly extension: string
  readonly contentType: string
  /** ffmpeg's names. */
  readonly container: string
  readonly codec: string
  /** All sounds of the source. */
  readonly tracks: readonly Track[]
  /** The one that was taken, from 1. */
  readonly track: number
  /** Seconds of audio, encoder delay and padding not counted. */
  readonly duration: number
  /** Per channel, encoder delay and padding not counted. */
  readonly samples: number
  /** Hz. */
  readonly sampleRate: number
  readonly channels: number
  /** kb/s, where it is constant. */
  readonly bitrate?: number
  /** Bytes. */
  readonly size: number
  /** How it was made: by one encoder from start to end, by several, each a part, or by none, as it is what was asked for. */
  readonly mode: 'single' | 'parallel' | 'copy'
  /** Encoders that worked at the same time. */
  readonly workers: number
  /** Samples per channel in front of each place where one encoder's part goes over into the next one's. */
  readonly seams?: readonly number[]
  /** In seconds of the audio. */
  readonly chapters?: readonly (Chapter | ChapterFile)[]
  /** In LUFS and dBTP, where a loudness was asked for and the sound is not silent. */
  readonly loudness?: {
    readonly target: number
    /** As it was. */
    readonly source: number
    /** dB. */
    readonly gain: number
    /** As it went into the encoder. */
    readonly integrated: number
    readonly truePeak: number
  }
  /** Why it was one encoder although there were cores for more. */
  readonly fallback?: Fallback
  readonly sourceContainer: string
  readonly sourceCodec: string
  /** Seconds, as the container declares it. */
  readonly sourceDuration?: number
  /** Damaged packets that were skipped: too few to matter, or there would be no result. */
  readonly decodeErrors: number
  readonly ffmpegSeconds: number
  readonly wallSeconds: number
  /** Of this process, as long as it took, and of all others for it. */
  readonly cpuSeconds: number
  /** Bytes, at most, of all of them together. */
  readonly peakMemory: number
}

/**
 * `short`: several encoders would not be faster; `spool`: no room for the decoded sound; `encoder`: one did not do its part;
 * `seam`: two parts did not fit together.
 */
export type Fallback = 'short' | 'spool' | 'encoder' | 'seam'

export interface Limits {
  /** Seconds of audio. */
  readonly maxSeconds: number
  readonly maxChannels: number
  /** Hz. A 20 KB WAV of 1 Hz would be an 80 MB MP3. */
  readonly minSampleRate: number
  readonly maxSampleRate: number
  readonly maxOutputBytes: number
  /** Of decoded sound on disk: 384 KB for a second of 48 kHz stereo. The decoder waits when half of it is there. */
  readonly maxSpoolBytes: number
  /** Seconds of 48 kHz stereo, or as much work in other sound, for which another encoder pays. */
  readonly minSliceSeconds: number
  /** Milliseconds for probing, encoding and verifying together. */
  readonly timeoutMs: number
  /** Milliseconds to find out what a source is, before anything is made of it. */
  readonly probeTimeoutMs: number
}

/**
 * Six hours at 320 kb/s are 864 MB; a Lambda lives 15 minutes and needs the last of them to deliver. The spool and what is made
 * of it, at most 5/16 of its size (32 kHz mono at 320 kb/s), fit into 4 GiB; it holds 2 h 10 min of 48 kHz stereo.
 */
export const defaultLimits: Limits = {
  maxSeconds: 6 * 3600,
  maxChannels: 8,
  minSampleRate: 4000,
  maxSampleRate: 384_000,
  maxOutputBytes: 900_000_000,
  maxSpoolBytes: 3_000_000_000,
  minSliceSeconds: 30,
  timeoutMs: 13 * 60_000,
  probeTimeoutMs: 60_000,
}

/** The machine that the engine works on. */
export interface ConvertEnvironment {
  /** Path of an ffmpeg of release 7 or later, with libmp3lame. */
  readonly ffmpeg: string
  /** Path of our `slice-encoder`, which encodes all MP3; where it cannot, ffmpeg does. */
  readonly encoder: string
  /** Path of our `launcher`, which starts them within limits that the kernel keeps; without it, there are none. */
  readonly launcher?: string | undefined
  /** An existing directory; what is put there is removed again. */
  readonly workDirectory: string
  readonly limits?: Partial<Limits>
  /** Asked before the audio is made, if it is known how many seconds there will be. What it throws ends the conversion. */
  readonly admit?: (seconds: number) => Promise<void>
  /** Encoders that may work at the same time; as many as there are cores when not given. */
  readonly workers?: number
}

/** What is to be converted, into what, where to, and with what. */
export interface Conversion extends ConvertEnvironment {
  readonly source: Source
  readonly options: ConvertOptions
  readonly sink: Sink
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Aborts the conversion. */
  readonly signal: AbortSignal
}
