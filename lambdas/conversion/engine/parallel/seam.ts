import { type FrameRun, slice } from '../mp3/frame-reader'
import { type MainData, mainDataOf, ownBytes, ownData, withMainData } from './main-data'
import { contentOfSideInfo } from './side-info'

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
  /** Frames of both behind it that do not sound the same. */
  readonly differing: number
  /** Bytes by which the stream gets longer. */
  readonly padding: number
}

/** Frames behind a seam that show that both encoders are in the same state. */
const settled = 8

/** Of so many frames behind it one may differ: at the highest qualities, some of the past never fades. */
const seldom = 32

/** Bytes of the reservoir that two encoders in the same state may be apart by. */
const mostPadding = 16

/**
 * Finds where one stream can go over into the other so that nobody hears it: from there on, both encoders make the same of the
 * sound, as far as both went, or differ as seldom as can be. They need not keep it at the same place: where one has drawn on
 * the bit reservoir as the other has, it may still be some bytes ahead. `undefined` where there is no such place.
 */
export function findSeam({ before, after, border }: Overlap): Seam | undefined {
  const [one, other] = [mainDataOf(before), mainDataOf(after)]
  const count = Math.min(before.headers.length, after.headers.length)
  let differing = 0
  let best: Seam | undefined
  for (let at = count - 1; at >= border; at--) {
    const isSame = isSameSound({ run: before, data: one }, { run: after, data: other }, at)
    if (!isSame) differing += 1
    // Nearer to the border, no fewer frames differ.
    if (best && differing > best.differing) return best
    const padding = paddingAt(one, other, at)
    const behind = count - at
    if (!isSame || padding === undefined || behind < settled || differing * seldom > behind) continue
    if (padding > 0 && (best?.padding === 0 || !joined({ before, after, border }, { at, padding }))) continue
    best = { at, differing, padding }
  }
  return best
}

/**
 * The stream across a seam: the frames of `before` up to it, with what those of `after` need, then those of `after`.
 * `undefined` when the frames cannot be padded.
 */
export function joined(
  { before, after }: Overlap,
  { at, padding }: Pick<Seam, 'at' | 'padding'>,
): readonly FrameRun[] | undefined {
  const other = mainDataOf(after)
  const left = slice(before, 0, at)
  const data = Buffer.concat([mainDataOf(left).bytes, Buffer.alloc(padding)])
  const [from, to] = [ownData(other, at).from, other.starts[at] as number]
  other.bytes.copy(data, data.length - (to - from), from, to)
  const padded = withMainData(left, data)
  return padded && [padded, slice(after, at)]
}

/** How much longer `one` must get for what frame `at` of `other` has in earlier frames; `undefined` when it is too much. */
function paddingAt(one: MainData, other: MainData, at: number): number | undefined {
  const needed = (other.starts[at] as number) - ownData(other, at).from
  const room = (one.starts[at] as number) - ownData(one, at - 1).to
  const padding = Math.max(0, needed - room)
  return padding <= mostPadding && needed <= (one.starts[at] as number) + padding ? padding : undefined
}

interface Stream {
  readonly run: FrameRun
  readonly data: MainData
}

/** Whether a decoder makes the same of frame `at` of both, wherever its data are. */
function isSameSound(one: Stream, other: Stream, at: number): boolean {
  const [a, b] = [soundOf(one, at), soundOf(other, at)]
  return a !== undefined && b !== undefined && a.equals(b)
}

/** What a decoder needs of frame `at`; `undefined` when it is not all in the run. */
function soundOf({ run, data }: Stream, at: number): Buffer | undefined {
  const own = ownBytes(data, at)
  const [header, start] = [run.headers[at], run.starts[at]]
  if (!own || !header || start === undefined) return undefined
  return Buffer.concat([contentOfSideInfo(run.bytes, { ...header, start }), own])
}
