import { open, rm } from 'node:fs/promises'
import { FrameReader, type FrameRun } from '../mp3/frame-reader'
import { Mp3Error } from '../mp3/mp3'
import type { Mp3Writer } from '../mp3/mp3-writer'
import { FallbackError } from './fallback'
import { findSeam, joined } from './seam'
import type { Slice } from './slice-encoder'
import { overlapFrames, preRoll } from './slices'

/** Frames of audio that are copied at once: few, so that they are forgotten as soon as they are written. */
const copied = 250

/** Bytes read at once. */
const blockBytes = 128 * 1024

/** Frames at an encoder's end that are made of too little sound: the next samples were missing. */
const unripe = 4

/** Frames that two slices have in common and a seam is looked for in. */
const window = preRoll + overlapFrames - unripe

/**
 * Makes one gapless MP3 of slices, as they come: each goes over into the next at a seam. Reads each file once, holds a few
 * hundred frames, and removes what it has read.
 *
 * @returns the first frame behind each seam
 * @throws FallbackError when a seam does not fit, or when frames are missing
 */
export async function splice(slices: AsyncIterable<Slice>, mp3: Mp3Writer): Promise<number[]> {
  try {
    const seams: number[] = []
    let before: FrameRun | undefined
    for await (const { path, start, end } of slices) {
      const file = piecesOf(path)
      try {
        const reader = new FrameReader(file)
        let frame = Math.max(start - preRoll, 0)
        if (before) {
          const { seam, runs } = await cross(before, reader)
          seams.push(frame + seam.at)
          for (const run of runs) await mp3.write(run)
          frame += window
        }
        await copy(reader, mp3, end === undefined ? Number.POSITIVE_INFINITY : end - preRoll - frame)
        before = end === undefined ? undefined : await reader.take(window)
      } finally {
        await file.return()
      }
      await rm(path)
    }
    return seams
  } catch (error) {
    if (error instanceof Mp3Error) throw new FallbackError('encoder', error.message, { cause: error })
    throw error
  }
}

/** The bytes of a file, each piece in the place of the one before. */
async function* piecesOf(path: string): AsyncGenerator<Buffer, void> {
  const file = await open(path)
  try {
    const piece = Buffer.allocUnsafe(blockBytes)
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, blockBytes)
      if (bytesRead === 0) return
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function cross(before: FrameRun, reader: FrameReader) {
  const after = await reader.take(window)
  const overlap = { before, after, border: preRoll }
  const seam = findSeam(overlap)
  const runs = seam && joined(overlap, seam)
  if (!runs) throw new FallbackError('seam', 'no seam')
  return { seam, runs }
}

async function copy(reader: FrameReader, mp3: Mp3Writer, count: number): Promise<void> {
  for (let left = count; left > 0; ) {
    const run = await reader.take(Math.min(left, copied))
    if (run.headers.length === 0) {
      if (count === Number.POSITIVE_INFINITY) return
      throw new Mp3Error(`${left} frames are missing`)
    }
    await mp3.write(run)
    left -= run.headers.length
  }
}
