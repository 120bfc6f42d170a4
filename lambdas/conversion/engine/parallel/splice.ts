import { open, rm } from 'node:fs/promises'
import { Mp3Error } from '../mp3'
import { AudioWriter } from './audio-writer'
import { FallbackError } from './fallback'
import { FrameReader, type FrameRun } from './frame-reader'
import { OVERLAP, PRE_ROLL } from './plan'
import { readPreamble } from './preamble'
import { findSeam, joined, type Seam } from './seam'

/** What one encoder wrote. The first slice's file begins with ID3 and the tag's frame, those of the others with audio. */
export interface SliceFile {
  readonly path: string
  /** The first frame wanted of it. The file begins `PRE_ROLL` frames earlier, that of the first slice at 0. */
  readonly start: number
}

export interface Splicing {
  /** In order. Their files are gone afterwards. */
  readonly slices: readonly SliceFile[]
  readonly output: string
  /** Per channel, of the whole sound. */
  readonly samples: number
  readonly signal: AbortSignal
}

/** Frames of audio that are copied at once. */
const COPIED = 2000

/** Frames at an encoder's end that are made of too little sound: the next samples were missing. */
const UNRIPE = 4

/** Frames that two slices have in common and a seam is looked for in. */
const WINDOW = PRE_ROLL + OVERLAP - UNRIPE

/**
 * Makes one gapless MP3 of slices: each goes over into the next at a seam, and the tag's frame in front describes the whole.
 * Reads each file once and holds a few hundred frames.
 *
 * @returns how each seam was made
 * @throws FallbackError when a seam does not fit, or when frames are missing
 */
export const splice = async ({ slices, output, samples, signal }: Splicing): Promise<Seam['how'][]> => {
  const target = await open(output, 'wx+')
  try {
    const writer = new AudioWriter(target)
    const seams: Seam['how'][] = []
    let end: FrameRun | undefined
    for (const [index, { path, start }] of slices.entries()) {
      const source = await open(path)
      try {
        const preamble = index === 0 ? await readPreamble(source) : undefined
        if (preamble) await writer.begin(preamble)
        const reader = new FrameReader(source, preamble?.length)
        let frame = 0
        if (end) {
          const { seam, runs } = await cross(end, reader)
          seams.push(seam.how)
          for (const run of runs) await writer.write(run)
          frame = start - PRE_ROLL + WINDOW
        }
        const next = slices[index + 1]
        await copy(reader, writer, next ? next.start - PRE_ROLL - frame : Number.POSITIVE_INFINITY, signal)
        end = next && (await reader.take(WINDOW))
      } finally {
        await source.close()
      }
      await rm(path)
    }
    await writer.finish(samples)
    return seams
  } catch (error) {
    if (error instanceof Mp3Error) throw new FallbackError('encoder', error.message, { cause: error })
    throw error
  } finally {
    await target.close()
  }
}

const cross = async (before: FrameRun, reader: FrameReader) => {
  const after = await reader.take(WINDOW)
  const overlap = { before, after, border: PRE_ROLL }
  const seam = findSeam(overlap)
  if (!seam) throw new FallbackError('seam', 'no seam')
  return { seam, runs: joined(overlap, seam) }
}

const copy = async (reader: FrameReader, writer: AudioWriter, count: number, signal: AbortSignal): Promise<void> => {
  for (let left = count; left > 0; ) {
    signal.throwIfAborted()
    const run = await reader.take(Math.min(left, COPIED))
    if (run.frames.length === 0) {
      if (count === Number.POSITIVE_INFINITY) return
      throw new Mp3Error(`${left} frames are missing`)
    }
    await writer.write(run)
    left -= run.frames.length
  }
}
