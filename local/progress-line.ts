/** A line that is overwritten during an operation, on terminals only, because it would be noise in a file. */
export interface ProgressLine {
  show(what: string, percent: number): void
  /** Removes it, before anything else is written. */
  clear(): void
}

export function progressLine(terminal: { readonly isTTY?: boolean; write(text: string): unknown }): ProgressLine {
  let isShown = false
  return {
    show(what, percent) {
      if (!terminal.isTTY) return
      isShown = true
      terminal.write(`\r\u001b[K           ${what} ${bar(percent)} ${Math.round(percent)} %`)
    },
    clear() {
      if (isShown) terminal.write('\r\u001b[K')
      isShown = false
    },
  }
}

const width = 30

function bar(percent: number): string {
  const full = Math.round((width * Math.min(100, Math.max(0, percent))) / 100)
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`
}
