import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { FrameReader, type FrameRun } from '../frame-reader'
import { Mp3Error } from '../mp3'
import type { Mp3Writer } from '../mp3-writer'
import { FallbackError } from './fallback'
import { OVERLAP, PRE_ROLL } from './plan'
import { findSeam, joined, type Seam } from './seam'

/** What one encoder wrote. Frames of audio and nothing else. */
export interface SliceFile {
  readonly path: string
  /** The first frame wanted of it. The file begins `PRE_ROLL` frames earlier, that of the first slice at 0. */
  readonly start: number
}

export interface Splicing {
  /** In order. Their files are gone afterwards. */
  readonly slices: readonly SliceFile[]
  readonly mp3: Mp3Writer
  /** Per channel, of the whole sound. */
  readonly samples: number
  readonly signal: AbortSignal
}

/** Frames of audio that are copied at once. */
const COPIED = 2000

/** Bytes read at once. */
const BLOCK = 1024 * 1024

/** Frames at an encoder's end that are made of too little sound: the next samples were missing. */
const UNRIPE = 4

/** Frames that two slices have in common and a seam is looked for in. */
const WINDOW = PRE_ROLL + OVERLAP - UNRIPE

/**
 * Makes one gapless MP3 of slices: each goes over into the next at a seam. Reads each file once and holds a few hundred frames.
 *
 * @returns how each seam was made
 * @throws FallbackError when a seam does not fit, or when frames are missing
 */
export const splice = async ({ slices, mp3, samples, signal }: Splicing): Promise<Seam['how'][]> => {
  try {
    const seams: Seam['how'][] = []
    let end: FrameRun | undefined
    for (const [index, { path, start }] of slices.entries()) {
      const reader = new FrameReader(createReadStream(path, { highWaterMark: BLOCK, signal }))
      let frame = 0
      if (end) {
        const { seam, runs } = await cross(end, reader)
        seams.push(seam.how)
        for (const run of runs) await mp3.write(run)
        frame = start - PRE_ROLL + WINDOW
      }
      const next = slices[index + 1]
      await copy(reader, mp3, next ? next.start - PRE_ROLL - frame : Number.POSITIVE_INFINITY)
      end = next && (await reader.take(WINDOW))
      await rm(path)
    }
    const { mp3Problem } = mp3.inspect(samples)
    if (mp3Problem !== undefined) throw new Mp3Error(mp3Problem)
    return seams
  } catch (error) {
    if (error instanceof Mp3Error) throw new FallbackError('encoder', error.message, { cause: error })
    throw error
  }
}

const cross = async (before: FrameRun, reader: FrameReader) => {
  const after = await reader.take(WINDOW)
  const overlap = { before, after, border: PRE_ROLL }
  const seam = findSeam(overlap)
  if (!seam) throw new FallbackError('seam', 'no seam')
  return { seam, runs: joined(overlap, seam) }
}

const copy = async (reader: FrameReader, mp3: Mp3Writer, count: number): Promise<void> => {
  for (let left = count; left > 0; ) {
    const run = await reader.take(Math.min(left, COPIED))
    if (run.frames.length === 0) {
      if (count === Number.POSITIVE_INFINITY) return
      throw new Mp3Error(`${left} frames are missing`)
    }
    await mp3.write(run)
    left -= run.frames.length
  }
}
