import { type Frame, type FrameRun, slice } from '../frame-reader'
import { type SideInfo, sideInfo } from './side-info'

/** What two encoders made of the same stretch of sound: the frame at an index of one is for the same samples as that of the other. */
export interface Overlap {
  /** The end of one slice. */
  readonly before: FrameRun
  /** The beginning of the next, as long as that end. */
  readonly after: FrameRun
  /** Index of the first frame that may be taken from `after`: until then its encoder did not know enough of the past. */
  readonly border: number
}

export interface Seam {
  /** Index of the first frame to take from `after`. */
  readonly at: number
  /** How the streams fit: they are the same there, or the data that `after` has in earlier frames must come along. */
  readonly how: 'identical' | 'transplant'
}

/** Equal frames in a row that show that both encoders are in the same state. */
const SETTLED = 8

/**
 * Finds where one stream can go over into the other so that no decoder notices: every frame finds its main data where it looks
 * for them, and the windows of neighbouring blocks fit together. `undefined` where it nowhere can.
 */
export const findSeam = (overlap: Overlap): Seam | undefined => {
  const identical = findIdentical(overlap)
  if (identical !== undefined) return { at: identical, how: 'identical' }
  const transplant = findTransplant(overlap)
  return transplant === undefined ? undefined : { at: transplant, how: 'transplant' }
}

/** The stream across a seam: the frames of `before` up to it, with what those of `after` need, then those of `after`. */
export const joined = ({ before, after }: Overlap, { at, how }: Seam): readonly FrameRun[] => {
  const left = slice(before, 0, at)
  const bytes = Buffer.from(left.bytes)
  if (how === 'transplant') {
    const from = mainDataBefore(after, at, infoAt(after, at).reservoir)
    mainDataBefore(before, at, from.length).forEach((position, index) => {
      bytes[position] = after.bytes[from[index] as number] as number
    })
  }
  return [{ ...left, bytes }, slice(after, at)]
}

const findIdentical = ({ before, after, border }: Overlap): number | undefined => {
  let equal = 0
  let mainData = 0
  for (let at = 0; at < after.frames.length; at++) {
    // What a frame draws from the reservoir must be the same, too.
    const isSettled = equal >= SETTLED && mainData >= infoAt(after, at).reservoir
    if (at >= border && isSettled) return at
    if (isSame(before, after, at)) {
      equal += 1
      mainData += mainDataLength(after.frames[at] as Frame)
    } else equal = mainData = 0
  }
  return undefined
}

const isSame = (before: FrameRun, after: FrameRun, at: number): boolean => {
  const [one, other] = [before.frames[at], after.frames[at]]
  if (!one || !other || one.length !== other.length) return false
  return (
    before.bytes.compare(after.bytes, other.start, other.start + other.length, one.start, one.start + one.length) === 0
  )
}

const findTransplant = ({ before, after, border }: Overlap): number | undefined => {
  for (let at = border; at < Math.min(before.frames.length, after.frames.length); at++) {
    const needed = infoAt(after, at).reservoir
    const last = infoAt(before, at - 1)
    const isLong = [last, infoAt(after, at - 1), infoAt(after, at)].every(({ granules }) =>
      granules.every(({ block }) => block === 0),
    )
    const isThere = [before, after].every((run) => mainDataBefore(run, at, needed).length === needed)
    if (isLong && isThere && room(before, at, last) >= needed) return at
  }
  return undefined
}

/** Bytes of main data in front of frame `at` that no earlier frame uses. @param last the side information of the frame before it */
const room = (run: FrameRun, at: number, last: SideInfo): number => {
  const used = Math.ceil(last.granules.reduce((sum, { bits }) => sum + bits, 0) / 8)
  return last.reservoir + mainDataLength(run.frames[at - 1] as Frame) - used
}

/** Where the last `count` bytes of main data in front of frame `at` are, going back; fewer when the run begins earlier. */
const mainDataBefore = (run: FrameRun, at: number, count: number): number[] => {
  const positions: number[] = []
  for (let index = at - 1; index >= 0 && positions.length < count; index--) {
    const frame = run.frames[index] as Frame
    const length = Math.min(mainDataLength(frame), count - positions.length)
    for (let back = 1; back <= length; back++) positions.push(frame.start + frame.length - back)
  }
  return positions
}

const mainDataLength = ({ length, mainData }: Frame): number => length - mainData

const infoAt = (run: FrameRun, at: number): SideInfo => {
  const frame = run.frames[at]
  if (!frame) throw new RangeError(`no frame ${at} in a run of ${run.frames.length}`)
  return sideInfo(run.bytes, frame.start, frame)
}
