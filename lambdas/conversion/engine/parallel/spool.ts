import { existsSync, statSync } from 'node:fs'
import { open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runFfmpeg } from '../ffmpeg/ffmpeg'
import { parseSummary } from '../ffmpeg/summary'
import type { Decoded } from '../sound/diagnose'
import { decoding } from '../sound/encode'
import type { Plan } from '../sound/plan'
import { FallbackError } from './fallback'
import type { SlicePlace } from './slice-encoder'
import { overlapFrames, preRoll, rest, shortestFrames, step } from './slices'

/** Bytes of a sample of one channel: ffmpeg decodes to 32-bit floats, which LAME gets unchanged. */
const sampleBytes = 4

/** Bytes of sound that are read at once. */
const pieceBytes = 512 * 1024

/** Blocks that have room. The decoder is held back at half of it: what it has of the source already, it goes on with. */
const blocks = 6

/**
 * Frames of the next block behind a block's own: there, encoders of both are at work. A few more, since ffmpeg waits for a whole
 * packet, of up to 4096 samples, before it looks whether it has enough.
 */
const head = preRoll + overlapFrames + step

/** A block has room for encoders that share it, and for the rest of the sound. */
const leastSteps = Math.ceil((2 * shortestFrames + rest) / step)

/**
 * Decoded sound on disk, while it grows: in blocks, each in a file of its own that goes when it is encoded, so that the longest
 * sound needs no more room than `limits.maxSpoolBytes`.
 */
export class Spool {
  /** Of each block but the last. */
  readonly blockFrames: number
  /** Whole frames so far. */
  frames = 0
  private readonly frameBytes: number
  /** What was read last: samples are asked for twenty times a second, mostly few. */
  private readonly piece = Buffer.from(new ArrayBuffer(pieceBytes))
  private firstBlock = 0
  private lastBlock = 0
  /** Bytes of the next block that are behind a block's own. */
  private readonly heads = new Map<number, number>()
  /** Samples of the whole sound, per channel, once it is known. */
  private end: number | undefined

  /** @throws FallbackError when the blocks would be too small to share */
  constructor(private readonly plan: Plan) {
    const { channels, frameSamples } = plan.pcm
    this.frameBytes = frameSamples * channels * sampleBytes
    const { maxSpoolBytes } = plan.limits
    const steps = Math.floor((maxSpoolBytes / blocks / this.frameBytes - head) / step)
    if (steps < leastSteps) throw new FallbackError('spool', `${maxSpoolBytes} bytes are too few for ${blocks} blocks`)
    this.blockFrames = step * steps
  }

  /** Makes its first file: encoders may come before the decoder. */
  async create(): Promise<void> {
    await writeFile(this.pathOf(0), '')
  }

  /** Whether the decoder is to wait for the encoders. */
  get isFull(): boolean {
    return this.lastBlock - this.firstBlock >= blocks / 2
  }

  /** The first frames wanted of each block's encoders: the first block's begin at 0, the others' know a little of the past. */
  get starts(): readonly number[] {
    return Array.from({ length: this.lastBlock + 1 }, (_, block) => (block === 0 ? 0 : this.endOf(block - 1)))
  }

  /** The block that encoders read whose first wanted frame this is. */
  blockOf(start: number): number {
    return Math.min(Math.max(0, Math.floor((start - preRoll) / this.blockFrames)), this.lastBlock)
  }

  /** The first frame that is wanted of the next block's encoders. */
  endOf(block: number): number {
    return (block + 1) * this.blockFrames + preRoll
  }

  /** The file for an encoder whose first wanted frame is `start`, and the byte to begin at. */
  input(start: number): SlicePlace {
    const block = this.blockOf(start)
    const first = Math.max(start - preRoll, 0)
    const { frameSamples } = this.plan.pcm
    return {
      path: this.pathOf(block),
      from: (first - block * this.blockFrames) * this.frameBytes,
      left: this.end === undefined ? undefined : this.end - first * frameSamples,
    }
  }

  /**
   * Decodes the source: at full speed, while encoders read what is already there. How it went, and whether the source was
   * whole, is for the caller to judge. @param core the only one that it may run on
   */
  async decode(signal: AbortSignal, core: number | undefined): Promise<Decoded> {
    const { plan, blockFrames } = this
    const { sampleRate, frameSamples } = plan.pcm
    const seconds = (frames: number) => ((frames * frameSamples) / sampleRate).toFixed(6)
    const outcome = await runFfmpeg({
      ffmpeg: plan.ffmpeg,
      // biome-ignore format: an option and its value on one line
      args: [
        '-loglevel', 'verbose', '-y',
        // As floats, in which one encoder has it too. In large pieces, as ffmpeg's threads are busy with one another else; numbered
        // by samples, as gaps do not count.
        ...decoding(plan, ['aformat=sample_fmts=fltp', `asetnsamples=n=${step * frameSamples}:p=0`, 'asetpts=N/SR/TB']),
        '-c:a', 'pcm_f32le',
        '-f', 'segment', '-segment_format', 'f32le',
        '-segment_time', seconds(blockFrames), '-segment_time_delta', seconds(step / 2),
        `${join(plan.directory, 'spool-').replaceAll('%', '%%')}%d.f32le`,
      ],
      signal,
      core,
    })
    if (/No space left on device/.test(outcome.stderr)) throw new FallbackError('spool', outcome.stderr)
    return { outcome, summary: parseSummary(outcome.stderr) }
  }

  /** What there is by now of all the sound from a sample on, channels in turn; each piece only until the next is asked for. */
  async *samples(from: number): AsyncGenerator<Float32Array> {
    const blockBytes = this.blockFrames * this.frameBytes
    for (let at = from * sampleBytes; ; ) {
      const [block, start] = [Math.floor(at / blockBytes), at % blockBytes]
      const there = Math.min(this.sizeOf(block), blockBytes)
      if (there - start < sampleBytes) return
      const file = await open(this.pathOf(block))
      try {
        for (let position = start; there - position >= sampleBytes; ) {
          const length = Math.min(pieceBytes, there - position)
          const { bytesRead } = await file.read(this.piece, 0, length - (length % sampleBytes), position)
          yield new Float32Array(this.piece.buffer, 0, Math.floor(bytesRead / sampleBytes))
          position += bytesRead
          at += bytesRead
        }
      } finally {
        await file.close()
      }
    }
  }

  /** Looks how far the decoder is. @throws FallbackError when there is no more room */
  async look(): Promise<void> {
    for (; existsSync(this.pathOf(this.lastBlock + 1)); this.lastBlock++) this.check(this.lastBlock, this.blockFrames)
    this.frames = this.lastBlock * this.blockFrames + Math.floor(this.sizeOf(this.lastBlock) / this.frameBytes)
    if (this.lastBlock - this.firstBlock >= blocks)
      throw new FallbackError('spool', `the spool is full with ${this.lastBlock - this.firstBlock + 1} blocks`)
    for (let block = this.firstBlock; block < this.lastBlock; block++) await this.join(block, head * this.frameBytes)
  }

  /** Once everything is decoded. @param samples of the whole sound, per channel */
  async complete(samples: number): Promise<void> {
    await this.look()
    const { frameSamples } = this.plan.pcm
    this.end = samples
    this.check(this.lastBlock, samples / frameSamples - this.lastBlock * this.blockFrames)
    const tail = this.frames - this.lastBlock * this.blockFrames
    if (this.lastBlock > 0 && tail < preRoll + rest) {
      // Too little for an encoder of its own.
      await this.join(this.lastBlock - 1, Number.POSITIVE_INFINITY)
      this.lastBlock -= 1
    } else if (this.lastBlock > 0) await this.join(this.lastBlock - 1, head * this.frameBytes)
  }

  /** Removes the blocks before that of the first frame that is still wanted. */
  async release(start: number): Promise<void> {
    for (const wanted = this.blockOf(start); this.firstBlock < wanted; this.firstBlock++)
      await rm(this.pathOf(this.firstBlock))
  }

  /** Puts the beginning of the next block behind a block, as soon as it is there. */
  private async join(block: number, wanted: number): Promise<void> {
    const has = this.heads.get(block) ?? 0
    const there = Math.min(wanted, this.sizeOf(block + 1))
    if (has >= there || (there < wanted && this.end === undefined)) return
    const [from, to] = [await open(this.pathOf(block + 1)), await open(this.pathOf(block), 'a')]
    try {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, there - has))
      for (let at = has; at < there; ) {
        const { bytesRead } = await from.read(piece, 0, Math.min(piece.length, there - at), at)
        await to.appendFile(piece.subarray(0, bytesRead))
        at += bytesRead
        this.heads.set(block, at)
      }
    } finally {
      await from.close()
      await to.close()
    }
  }

  private check(block: number, frames: number): void {
    const size = this.sizeOf(block)
    if (size !== Math.round(frames * this.frameBytes))
      throw new FallbackError('spool', `${size} bytes in block ${block} for ${frames} frames`)
  }

  private sizeOf(block: number): number {
    return statSync(this.pathOf(block), { throwIfNoEntry: false })?.size ?? 0
  }

  private pathOf(block: number): string {
    return join(this.plan.directory, `spool-${block}.f32le`)
  }
}
