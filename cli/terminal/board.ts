export interface ProgressLine {
  show(text: string): void
  /** Removes the line. */
  done(): void
}

/** Milliseconds between two drawings; nobody can read faster. */
const drawEveryMs = 100

/** Lines at the end of a terminal that are redrawn when they change; other messages go above them. */
export function createBoard(output: Pick<NodeJS.WriteStream, 'write' | 'columns'>) {
  const lines = new Map<symbol, string>()
  let drawn = 0
  let timer: NodeJS.Timeout | undefined

  function erase(): void {
    if (drawn > 0) output.write(`\r\x1b[${drawn}A\x1b[J`)
    drawn = 0
  }

  function draw(): void {
    timer = undefined
    erase()
    const width = Math.max(20, (output.columns || 80) - 1)
    const shown = [...lines.values()].filter((text) => text !== '')
    for (const text of shown) output.write(`${text.length > width ? `${text.slice(0, width - 1)}…` : text}\n`)
    drawn = shown.length
  }

  return {
    line(): ProgressLine {
      const key = Symbol('line')
      lines.set(key, '')
      return {
        show(text) {
          lines.set(key, text)
          timer ??= setTimeout(draw, drawEveryMs)
        },
        done() {
          lines.delete(key)
          clearTimeout(timer)
          draw()
        },
      }
    },
    /** Prints a message that stays. */
    without(say: () => void): void {
      erase()
      say()
      if (lines.size > 0) draw()
    },
  }
}
