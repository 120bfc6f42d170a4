/** Characters: enough for the description of a file with many streams in front, and for the summary at the end. */
const KEPT = 48 * 1024

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
    this.line = (lines.pop() ?? '').slice(0, KEPT)
    for (const line of lines) this.keep(line)
  }

  text(): string {
    return [this.head, ...(this.dropped ? ['…\n'] : []), this.tail, this.line].join('')
  }

  private keep(line: string): void {
    if (line.startsWith('    ')) return
    if (this.tail === '' && this.head.length + line.length < KEPT) {
      this.head += `${line}\n`
      return
    }
    this.tail += `${line}\n`
    if (this.tail.length <= 2 * KEPT) return
    this.tail = this.tail.slice(-KEPT)
    this.dropped = true
  }
}
