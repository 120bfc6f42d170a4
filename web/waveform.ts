/** The part of BBC's audiowaveform JSON (DataFormat.md, version 2) that is drawn. */
export interface Peaks {
  readonly bits: number
  /** Least and greatest of each point in turn. */
  readonly data: readonly number[]
}

/** Thickness of a bar and of the gap after it. CSS pixels. */
const bar = 3
const gap = 2

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

/** Draws the bars with what is played in another colour; `share` from 0 to 1. Colours come from the style sheet. */
export function drawWaveform(canvas: HTMLCanvasElement, peaks: Peaks | undefined, share: number): void {
  const { width, height } = canvas.getBoundingClientRect()
  const scale = devicePixelRatio
  const pen = canvas.getContext('2d')
  if (!pen || width === 0) return
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  pen.scale(scale, scale)
  const { color: played, outlineColor: rest } = getComputedStyle(canvas)
  const heights = peaks ? barsOf(peaks, width) : Array.from({ length: Math.floor(width / (bar + gap)) }, () => 0)
  heights.forEach((value, index) => {
    const size = Math.max(bar, value * height)
    pen.fillStyle = (index + 0.5) / heights.length <= share ? played : rest
    pen.beginPath()
    pen.roundRect(index * (bar + gap), (height - size) / 2, bar, size, bar / 2)
    pen.fill()
  })
}
