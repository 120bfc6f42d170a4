import { bar, barsOf, gap, type Peaks } from './bars'

/** From 0 to 1. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Draws the bars, those of a stretch in another colour. Colours come from the style sheet. */
export function drawWaveform(canvas: HTMLCanvasElement, peaks: Peaks | undefined, { from, to }: Stretch): void {
  const { width, height } = canvas.getBoundingClientRect()
  const scale = devicePixelRatio
  const pen = canvas.getContext('2d')
  if (!pen || width === 0) return
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  pen.scale(scale, scale)
  const { color: lit, outlineColor: rest } = getComputedStyle(canvas)
  const heights = peaks ? barsOf(peaks, width) : Array.from({ length: Math.floor(width / (bar + gap)) }, () => 0)
  heights.forEach((value, index) => {
    const size = Math.max(bar, value * height)
    const share = (index + 0.5) / heights.length
    pen.fillStyle = share >= from && share <= to ? lit : rest
    pen.beginPath()
    pen.roundRect(index * (bar + gap), (height - size) / 2, bar, size, bar / 2)
    pen.fill()
  })
}
