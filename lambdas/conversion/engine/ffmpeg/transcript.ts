/** Characters: enough for the description of a file with many streams in front, and for the summary at the end. */
const keptAtMost = 48 * 1024

/** Characters of a line. */
const lineCharacters = 1000

/**
 * A line without what it quotes of the file: names in quotation marks, an unknown codec, an invalid language; and
 * without control characters, which could change the reader's terminal or log.
 */
function withoutQuotes(line: string): string {
  return line
    .slice(0, lineCharacters)
    .replace(/'.*'/, "'…'")
    .replace(/(AVCodecID ).*/, '$1…')
    .replace(/^( *Stream #\d+:\d+(?:\[\w+\])?)\((?!\w{2,3}\)).*?\)(?=: )/, '$1')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
}

/**
 * The lines that matter of what ffmpeg said, in bounded space: a hostile file makes the text as long as it likes. Lines
 * indented by four spaces or more are the file's own tags: their names and values are the uploader's, so they are left out.
 */
export class Transcript {
  private line = ''
  private head = ''
  private tail = ''
  private dropped = false

  add(text: string): void {
    const lines = (this.line + text).split('\n')
    this.line = (lines.pop() ?? '').slice(0, keptAtMost)
    for (const line of lines) this.keep(line)
  }

  text(): string {
    const last = this.line.startsWith('    ') ? '' : withoutQuotes(this.line)
    return [this.head, ...(this.dropped ? ['…\n'] : []), this.tail, last].join('')
  }

  private keep(said: string): void {
    if (said.startsWith('    ')) return
    const line = withoutQuotes(said)
    if (this.tail === '' && this.head.length + line.length < keptAtMost) {
      this.head += `${line}\n`
      return
    }
    this.tail += `${line}\n`
    if (this.tail.length <= 2 * keptAtMost) return
    this.tail = this.tail.slice(-keptAtMost)
    this.dropped = true
  }
}
