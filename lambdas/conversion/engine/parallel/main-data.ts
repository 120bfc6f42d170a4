import { type FrameRun, framesIn } from '../mp3/frame-reader'
import { type FrameHeader, frameHeader } from '../mp3/mp3-header'
import { type SideInfo, setReservoir, sideInfo } from './side-info'

/** The main data of frames that follow one another, without what lies between them: headers and side information. */
export interface MainData {
  readonly bytes: Buffer
  /** What each frame says of its own. */
  readonly infos: readonly SideInfo[]
  /** Where in `bytes` the room begins that each frame brings; its own data may begin before that. */
  readonly starts: readonly number[]
}

export function mainDataOf(run: FrameRun): MainData {
  const { bytes } = run
  const frames = framesIn(run)
  const starts: number[] = []
  let length = 0
  for (const frame of frames) {
    starts.push(length)
    length += roomOf(frame)
  }
  return {
    bytes: Buffer.concat(frames.map(({ start, mainData, length }) => bytes.subarray(start + mainData, start + length))),
    infos: frames.map((frame) => sideInfo(bytes, frame.start, frame)),
    starts,
  }
}

/** Where a frame's own data begin, and the first byte behind them. The beginning is negative when it is not in the run. */
export function ownData({ starts, infos }: MainData, at: number): { readonly from: number; readonly to: number } {
  const [start, info] = [starts[at], infos[at]]
  if (start === undefined || !info) throw new RangeError(`no frame ${at} among ${starts.length}`)
  const from = start - info.reservoir
  return { from, to: from + Math.ceil(bitsOf(info) / 8) }
}

/** A frame's own data; what an encoder fills up the last byte with is 0. `undefined` when they are not all in the run. */
export function ownBytes(data: MainData, at: number): Buffer | undefined {
  const { from, to } = ownData(data, at)
  if (from < 0) return undefined
  const bytes = Buffer.from(data.bytes.subarray(from, to))
  const used = bitsOf(data.infos[at] as SideInfo) % 8
  if (used > 0) bytes[bytes.length - 1] = (bytes.at(-1) as number) & (0xff << (8 - used))
  return bytes
}

/**
 * Puts other main data into a run of frames: as many bytes as there is room for, or a few more. For each of those, one of the
 * last frames gets a byte longer, by the padding bit that every decoder heeds; frames behind it look so much further back, and
 * find their data where they were.
 *
 * @returns `undefined` when too few frames can be padded, or one cannot look so far back
 */
export function withMainData(run: FrameRun, data: Buffer): FrameRun | undefined {
  const room = run.headers.reduce((sum, header) => sum + roomOf(header), 0)
  const padded = new Set<number>()
  for (let at = run.headers.length - 1; at >= 0 && padded.size < data.length - room; at--)
    if (isPaddable(run, at)) padded.add(at)
  if (padded.size !== data.length - room) return undefined

  const pieces: Buffer[] = []
  const headers: FrameHeader[] = []
  const starts: number[] = []
  let [start, taken, shift] = [0, 0, 0]
  for (const [at, frame] of framesIn(run).entries()) {
    const head = Buffer.from(run.bytes.subarray(frame.start, frame.start + frame.mainData))
    if (padded.has(at)) head[2] = (head[2] ?? 0) | padding
    if (shift > 0 && !setReservoir(head, frame, sideInfo(head, 0, frame).reservoir + shift)) return undefined
    const header = frameHeader(head, 0)
    if (!header) throw new TypeError('a padded frame is none')
    const own = data.subarray(taken, taken + roomOf(header))
    pieces.push(head, own)
    headers.push(header)
    starts.push(start)
    start += header.length
    taken += own.length
    if (padded.has(at)) shift += 1
  }
  return { bytes: Buffer.concat(pieces), headers, starts }
}

/** In the third byte of a header (ISO 11172-3, 2.4.2.3). */
const padding = 2

/** Bytes of a header without the checksum, which would have to be recomputed. */
const plainHeader = 4

function isPaddable({ bytes, headers, starts }: FrameRun, at: number): boolean {
  return headers[at]?.sideInformation === plainHeader && ((bytes[(starts[at] ?? 0) + 2] ?? 0) & padding) === 0
}

function bitsOf({ granules }: SideInfo): number {
  return granules.reduce((sum, { bits }) => sum + bits, 0)
}

function roomOf({ length, mainData }: { readonly length: number; readonly mainData: number }): number {
  return length - mainData
}
