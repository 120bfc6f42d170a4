import type { Sink, SinkOutput } from '../model/types'
import { crc16 } from './crc16'
import type { FrameReader, FrameRun } from './frame-reader'
import { type LameTag, readLameTag, tagFrame, tagFrameLength } from './lame-tag'
import { Mp3Error, type Mp3Facts } from './mp3'
import { type FrameHeader, frameHeader } from './mp3-header'
import { SeekTable } from './seek-table'

/** What was written, and whether it is a whole MP3. */
export interface Output {
  /** `undefined` when it is none. */
  readonly mp3: Mp3Facts | undefined
  /** Why not. */
  readonly mp3Problem?: string
  /** Bytes. */
  readonly outputSize: number
}

/** Samples at both ends that are the encoder's. */
export type Gap = Pick<LameTag, 'delay' | 'padding'>

/** Samples that LAME's filters delay the sound by, as its tag counts them. */
const encoderDelay = 576

/** LAME goes on for at least as many samples behind the last one, and for less than a frame more. */
const leastPadding = 576

/** Frames handed on at once. */
const framesPerRun = 250

/**
 * Writes an MP3 while it is made: looks at every frame, and describes them all in the first one, which is written last, with
 * the Xing header and LAME's extension that players need for length, seeking and gapless play.
 */
export class Mp3Writer {
  private output: SinkOutput | undefined
  private id3: Buffer = Buffer.alloc(0)
  private first: { readonly bytes: Buffer; readonly header: FrameHeader } | undefined
  private isConstant = true
  private audioCrc = 0
  private problem: string | undefined
  private tag: Buffer | undefined
  private readonly seek = new SeekTable()

  /** @param isVariable the encoder may change the bit rate, even if it did not */
  constructor(
    private readonly sink: Sink,
    private readonly isVariable: boolean,
  ) {}

  /** Notes what goes in front of everything. */
  begin(id3: Buffer): void {
    this.id3 = id3
  }

  /** @throws Mp3Error when it does not belong to the frames before */
  async write({ bytes, headers }: FrameRun): Promise<void> {
    const [header] = headers
    if (!header) return
    this.first ??= { bytes: Buffer.from(bytes.subarray(0, 4)), header }
    const { sampleRate, channels, bitrate } = this.first.header
    for (const frame of headers) {
      if (frame.sampleRate !== sampleRate || frame.channels !== channels)
        throw new Mp3Error(`another sample rate or channel count from frame ${this.seek.frames} on`)
      if (frame.bitrate !== bitrate) this.isConstant = false
      this.seek.add(frame.length)
    }
    this.audioCrc = crc16(bytes, this.audioCrc)
    await (await this.opened(this.first.bytes)).write(bytes)
  }

  /** Writes everything that comes, or up to the first byte that is not MP3: `inspect` says which. */
  async copy(reader: FrameReader): Promise<void> {
    try {
      for (;;) {
        const run = await reader.take(framesPerRun)
        if (run.headers.length === 0) return
        await this.write(run)
      }
    } catch (error) {
      if (!(error instanceof Mp3Error)) throw error
      this.problem = error.message
    }
  }

  /** What there is now. @param samples per channel that the sound has; `undefined` when nobody could tell */
  inspect(samples: number | undefined): Output {
    const { first } = this
    if (!first) return this.describe({ delay: encoderDelay, padding: 0 })
    const { header } = first
    const { frames } = this.seek
    const padding = frames * header.samples - encoderDelay - (samples ?? 0)
    const fits = samples !== undefined && padding >= leastPadding && padding < leastPadding + header.samples
    if (!fits) this.problem ??= `${frames} frames for ${samples} samples`
    return this.describe({ delay: encoderDelay, padding })
  }

  /** The same for frames that another encoder made. @param gap samples at both ends that are that encoder's */
  inspectCopy(gap: Gap): Output {
    return this.describe(gap)
  }

  private describe({ delay, padding }: Gap): Output {
    const outputSize = this.id3.length + this.tagLength + this.seek.bytes
    const fail = (mp3Problem: string): Output => ({ mp3: undefined, mp3Problem, outputSize })
    const { first, problem, audioCrc, seek } = this
    const isConstant = this.isConstant && !this.isVariable
    if (problem !== undefined) return fail(problem)
    if (!first) return fail('no audio frame')
    const { header } = first
    this.tag = tagFrame(first.bytes, { isConstant, seek, audioCrc, delay, padding })
    const mp3: Mp3Facts = {
      frames: seek.frames,
      sampleRate: header.sampleRate,
      channels: header.channels,
      bitrate: isConstant ? header.bitrate : undefined,
      tag: readLameTag(this.tag, frameHeader(this.tag, 0) ?? header, this.id3.length),
      frameSamples: header.samples,
      samples: seek.frames * header.samples - delay - padding,
      audioBytes: seek.bytes,
      audioCrc,
    }
    return { mp3, outputSize }
  }

  /** Hands it over, after `inspect` found nothing wrong. */
  async finish(): Promise<void> {
    if (!this.output || !this.tag) throw new TypeError('not inspected, or not whole')
    await this.output.finish(this.tag)
  }

  /** Leaves nothing, so that another may begin. */
  async abort(): Promise<void> {
    await this.output?.abort()
  }

  private get tagLength(): number {
    return this.first ? tagFrameLength(this.first.bytes) : 0
  }

  private async opened(firstFrame: Buffer): Promise<SinkOutput> {
    if (this.output) return this.output
    this.output = await this.sink.open({ name: 'audio', contentType: 'audio/mpeg' })
    await this.output.write(this.id3)
    await this.output.reserve(tagFrameLength(firstFrame))
    return this.output
  }
}
