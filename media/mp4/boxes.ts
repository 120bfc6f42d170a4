import { type ReadAt, type Span, viewOf } from '../read-at'

/** How a box of an MP4 or QuickTime file begins (ISO/IEC 14496-12, section 4.2). */
export interface BoxHead {
  readonly type: string
  /** Bytes of the head itself. */
  readonly headSize: number
  /** Bytes of the box with its head; 0: it goes to the end of the file, as only the last one may. */
  readonly size: number
}

/** Where the contents of a box are. */
export interface Box extends Span {
  readonly type: string
}

/** Bytes of the longest head: size 1, a type, and the size in 64 bits. */
const longestHead = 16

/** Boxes side by side, at most. A file has a few tracks with a dozen boxes each; one with more is not looked into. */
const mostBoxes = 200

/** @param bytes from where a box begins, 16 or as many as there are @returns undefined where no box can begin like that */
export function boxHeadOf(bytes: Uint8Array): BoxHead | undefined {
  if (bytes.length < 8) return undefined
  const view = viewOf(bytes)
  const type = String.fromCharCode(...bytes.subarray(4, 8))
  const short = view.getUint32(0)
  if (short !== 1) return short === 0 || short >= 8 ? { type, headSize: 8, size: short } : undefined
  if (bytes.length < longestHead) return undefined
  const long = Number(view.getBigUint64(8))
  return long < longestHead ? undefined : { type, headSize: longestHead, size: long }
}

/** The boxes of a whole file, as many as there are: a fragmented one has thousands. Ends early at what is not a box, or does not fit. */
export async function* boxesOfFile(readAt: ReadAt, size: number): AsyncGenerator<Box> {
  let at = 0
  while (at + 8 <= size) {
    const box = await boxFrom(readAt, at, size, size)
    if (!box) return
    yield box
    at = box.end
  }
}

/** The boxes side by side within another one, the first 200. Ends early at what is not a box, or does not fit. */
export async function* boxesIn(readAt: ReadAt, { start, end }: Span): AsyncGenerator<Box> {
  for (let at = start, count = 0; at + 8 <= end && count < mostBoxes; count++) {
    const box = await boxFrom(readAt, at, end)
    if (!box) return
    yield box
    at = box.end
  }
}

/** @param unsized where a box ends that does not say how long it is; undefined: there must be none */
async function boxFrom(readAt: ReadAt, at: number, end: number, unsized?: number): Promise<Box | undefined> {
  const head = boxHeadOf(await readAt(at, Math.min(longestHead, end - at)))
  const after = head?.size === 0 ? unsized : head && at + head.size
  return head && after !== undefined && after <= end
    ? { type: head.type, start: at + head.headSize, end: after }
    : undefined
}

/** The boxes of a type in another one, in their order; none where that one is missing. */
export async function childrenOf(readAt: ReadAt, parent: Span | undefined, type: string): Promise<Box[]> {
  const boxes: Box[] = []
  if (parent) for await (const box of boxesIn(readAt, parent)) if (box.type === type) boxes.push(box)
  return boxes
}

/** The box at the end of a path of types, such as `mdia`, `mdhd`: the first of each. */
export async function boxAt(
  readAt: ReadAt,
  parent: Span | undefined,
  ...[type, ...rest]: readonly [string, ...string[]]
): Promise<Box | undefined> {
  if (!parent) return undefined
  for await (const box of boxesIn(readAt, parent)) {
    if (box.type !== type) continue
    const [next, ...others] = rest
    return next === undefined ? box : boxAt(readAt, box, next, ...others)
  }
  return undefined
}
