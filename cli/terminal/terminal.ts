import { createBoard, type ProgressLine } from './board'
import { askPerson, readLines } from './prompt'

/** Where a command writes its results and messages. */
export interface Terminal {
  /** A result, the only thing that goes to standard output. */
  result(text: string): void
  /** A message; to standard error. */
  tell(text: string): void
  /** A line that changes until it is done; nothing if the output is not a terminal. */
  progress(): ProgressLine
  /** What the user types, without showing it, or the next line that a program sends. */
  ask(question: string, secret?: boolean): Promise<string>
  /** Bold, where colours are wanted. */
  strong(text: string): string
}

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>

interface Streams {
  readonly input: NodeJS.ReadStream
  readonly output: Output
  readonly errors: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** The process's own streams. Respects https://no-color.org and `TERM=dumb`. */
export function createTerminal({ input, output, errors, env, signal }: Streams): Terminal {
  const isClever = errors.isTTY === true && env.TERM !== 'dumb'
  const hasColours = output.isTTY === true && env.TERM !== 'dumb' && !env.NO_COLOR
  const board = createBoard(errors)
  const lines = readLines(input)
  return {
    result(text) {
      board.without(() => output.write(`${text}\n`))
    },
    tell(text) {
      board.without(() => errors.write(`${text}\n`))
    },
    progress: () => (isClever ? board.line() : { show() {}, done() {} }),
    ask(question, secret = false) {
      if (input.isTTY !== true) return lines.next(signal)
      return askPerson({ input, errors, question, secret, signal })
    },
    strong: (text) => (hasColours ? `\x1b[1m${text}\x1b[22m` : text),
  }
}
