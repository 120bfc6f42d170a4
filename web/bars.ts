/** The part of BBC's audiowaveform JSON (DataFormat.md, version 2) that is drawn. */
export interface Peaks {
  readonly bits: number
  /** Least and greatest of each point in turn. */
  readonly data: readonly number[]
}

/** Thickness of a bar and of the gap after it. CSS pixels. */
export const bar = 3
export const gap = 2

/**
 * Heights of bars, from 0 to 1, the loudest being 1: as many as there is room for.
 *
 * @param width in CSS pixels
 */
export function barsOf({ bits, data }: Peaks, width: number): number[] {
  const points = Math.floor(data.length / 2)
  const count = Math.max(1, Math.floor(width / (bar + gap)))
  const full = 2 ** (bits - 1)
  const heights = Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * points) / count)
    const to = Math.max(from + 1, Math.floor(((index + 1) * points) / count))
    let highest = 0
    for (let point = from; point < Math.min(to, points); point++)
      highest = Math.max(highest, Math.abs(data[2 * point] ?? 0), Math.abs(data[2 * point + 1] ?? 0))
    return highest / full
  })
  const loudest = Math.max(...heights)
  return loudest > 0 ? heights.map((height) => height / loudest) : heights
}
