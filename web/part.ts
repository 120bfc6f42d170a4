/** The part of a recording that is wanted, in seconds of it. Without a start from the beginning, without an end to the end. */
export interface Part {
  readonly start?: number | undefined
  readonly end?: number | undefined
}

export type Edge = keyof Part

/** Seconds that a part has at least. Its edges are on tenths, as people write them. */
const shortest = 0.1

/** Seconds by which keys move an edge. */
const step = 1
const fineStep = 0.1
const largeStep = 10

/** Where the edges of a part are in a recording of this length. */
export function edgesOf({ start = 0, end = Number.POSITIVE_INFINITY }: Part, duration: number): Required<Part> {
  const from = Math.min(Math.max(0, start), duration)
  return { start: from, end: Math.min(Math.max(from, end), duration) }
}

/** Moves an edge, limited by the other edge and the recording. */
export function withEdge(part: Part, edge: Edge, seconds: number, duration: number): Part {
  const { start, end } = edgesOf(part, duration)
  const place = Math.round(seconds * 10) / 10
  if (edge === 'start') {
    const to = Math.min(place, tenthsUnder(end - shortest))
    return { ...part, start: to > 0 ? to : undefined }
  }
  const to = Math.max(place, tenthsOver(start + shortest))
  return { ...part, end: to < duration ? to : undefined }
}

// A little tolerance: 0.3 - 0.1 is a little less than 0.2.
function tenthsUnder(seconds: number): number {
  return Math.floor(seconds * 10 + 1e-6) / 10
}

function tenthsOver(seconds: number): number {
  return Math.ceil(seconds * 10 - 1e-6) / 10
}

/** Where a key moves an edge to; undefined for other keys. */
export function movedByKey(key: string, isFine: boolean, at: number, duration: number): number | undefined {
  const small = isFine ? fineStep : step
  return {
    ArrowLeft: at - small,
    ArrowDown: at - small,
    ArrowRight: at + small,
    ArrowUp: at + small,
    PageDown: at - largeStep,
    PageUp: at + largeStep,
    Home: 0,
    End: duration,
  }[key]
}

/** The edge that is nearer to a place; if both are at the same place, the one that can move there. */
export function nearerEdge(part: Part, seconds: number, duration: number): Edge {
  const { start, end } = edgesOf(part, duration)
  const [toStart, toEnd] = [Math.abs(seconds - start), Math.abs(seconds - end)]
  return toStart < toEnd || (toStart === toEnd && seconds < start) ? 'start' : 'end'
}
