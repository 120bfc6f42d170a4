import { PassThrough } from 'node:stream'
import { bytesText, durationText, printable, table } from '../../../cli/terminal/format'
import { createTerminal } from '../../../cli/terminal/terminal'

interface Looks {
  readonly isTTY?: boolean
  readonly env?: Record<string, string>
}

/** A terminal, and what is written on it. */
function terminalOf({ isTTY = false, env = {} }: Looks) {
  const written = { output: '', errors: '' }
  const stream = (name: keyof typeof written) => ({
    isTTY,
    columns: 40,
    write(text: string | Uint8Array) {
      written[name] += text
      return true
    },
  })
  const input = Object.assign(new PassThrough(), { isTTY: false }) as unknown as NodeJS.ReadStream
  const signal = new AbortController().signal
  const terminal = createTerminal({ input, output: stream('output'), errors: stream('errors'), env, signal })
  return { terminal, written, input }
}

function isBold(looks: Looks) {
  return terminalOf(looks).terminal.strong('x') !== 'x'
}

it('is bold on a terminal only, and not where colours are not wanted', () => {
  expect(isBold({ isTTY: true })).toBe(true)
  expect(isBold({ isTTY: true, env: { NO_COLOR: '' } })).toBe(true) // an empty one does not count: no-color.org
  expect(isBold({ isTTY: true, env: { NO_COLOR: '1' } })).toBe(false)
  expect(isBold({ isTTY: true, env: { TERM: 'dumb' } })).toBe(false)
  expect(isBold({})).toBe(false)
})

describe('progress', () => {
  beforeEach(() => {
    jest.useFakeTimers()
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  const progressOf = (looks: Looks) => {
    const { terminal, written } = terminalOf(looks)
    const line = terminal.progress()
    line.show(`a.mp4  ${'sending '.repeat(9)}`)
    jest.advanceTimersByTime(200)
    terminal.result('done')
    line.done()
    return written
  }

  it('is a line that fits, makes room for what is said, and goes', () => {
    const { output, errors } = progressOf({ isTTY: true })
    const line = `a.mp4  ${'sending '.repeat(9)}`.slice(0, 38)
    const erase = '\r\x1b[1A\x1b[J'
    expect(errors).toBe(`${line}…\n${erase}${line}…\n${erase}`)
    expect(output).toBe('done\n')
  })

  it('is not there where nobody looks', () => {
    expect(progressOf({})).toEqual({ output: 'done\n', errors: '' })
    expect(progressOf({ isTTY: true, env: { TERM: 'dumb' } })).toEqual({ output: 'done\n', errors: '' })
  })
})

it('reads what a program sends, line by line, and says when there is nothing more', async () => {
  const { terminal, input } = terminalOf({})
  input.push('ada@example.org\r\npass word\n')
  input.push(null)
  expect([await terminal.ask('?'), await terminal.ask('?', true)]).toEqual(['ada@example.org', 'pass word'])
  await expect(terminal.ask('?')).rejects.toThrow('Input is missing')
})

it('shows sizes, times and columns, and nothing that a terminal would obey', () => {
  expect([0, 999, 1_400_000, 250e9].map(bytesText)).toEqual(['0 bytes', '999 bytes', '1.4 MB', '250 GB'])
  expect([0, 59.6, 3723].map(durationText)).toEqual(['0:00', '1:00', '1:02:03'])
  expect(
    table([
      ['a', 'b'],
      ['long', ''],
    ]),
  ).toBe('a     b\nlong')
  expect(printable('a\u001b[2J\u0007')).toBe('a\u{FFFD}[2J\u{FFFD}')
})
