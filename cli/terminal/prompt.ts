import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { usageError } from '../errors'

/** The lines that a program sends, one at a time. */
export function readLines(input: NodeJS.ReadStream) {
  let lines: AsyncIterator<string> | undefined
  return {
    /** @throws CliError when there is none */
    async next(signal: AbortSignal): Promise<string> {
      lines ??= createInterface({ input, signal })[Symbol.asyncIterator]()
      const { value, done } = await lines.next()
      signal.throwIfAborted()
      if (done) throw usageError('Input is missing. Run this in a terminal, or pipe it in.')
      return value
    },
  }
}

interface Question {
  readonly input: NodeJS.ReadStream
  readonly errors: Pick<NodeJS.WriteStream, 'write'>
  readonly question: string
  /** Does not show what is typed. */
  readonly secret: boolean
  readonly signal: AbortSignal
}

/** Asks a person. Rejects with the signal's reason, or when the input ends (Ctrl-D). */
export function askPerson({ input, errors, question, secret, signal }: Question): Promise<string> {
  const silent = new Writable({
    write(chunk, _encoding, done) {
      if (!secret) errors.write(chunk)
      done()
    },
  })
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input, output: silent, terminal: true })
    // Not earlier: from here on the terminal echoes nothing that is typed.
    if (secret) errors.write(question)
    const stop = () => reader.close()
    signal.addEventListener('abort', stop, { once: true })
    let answered = false
    reader.once('close', () => {
      signal.removeEventListener('abort', stop)
      if (secret) errors.write('\n')
      if (!answered) reject(signal.aborted ? signal.reason : usageError('Nothing was entered.'))
    })
    // In raw mode readline gets Ctrl-C as a key.
    reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    reader.question(secret ? '' : question, (answer) => {
      answered = true
      reader.close()
      resolve(answer)
    })
  })
}
