import { formatLine, isAbout, type LogEvent, readLine } from '../../../local/log-lines'

function event(message: string): LogEvent {
  return {
    group: '/audiolift/local/conversion/work/0123456789ab',
    stream: 's',
    timestamp: Date.UTC(2026, 0, 2, 10, 0, 5),
    message,
  }
}

const claimed = event(
  '{"level":"INFO","message":"claimed","timestamp":"2026-01-02T10:00:03.250Z","service":"conversion","job":"j1","epoch":2}',
)

function read(from: LogEvent) {
  const line = readLine(from)
  if (!line) throw new Error('passed over')
  return line
}

describe('readLine', () => {
  it('takes the gateway’s access log, whose group has a prefix that AWS asks for, like any other', () => {
    const line = { ...claimed, group: '/aws/vendedlogs/audiolift/local/gateway/access/0123456789ab' }
    expect(read(line).from).toBe('gateway/access')
  })

  it('takes the room from the group and the time from the line itself', () =>
    expect(read(claimed)).toEqual({
      at: Date.UTC(2026, 0, 2, 10, 0, 3, 250),
      from: 'conversion/work',
      level: 'INFO',
      message: 'claimed',
      fields: { job: 'j1', epoch: 2 },
    }))

  it('shows what is not JSON as it is', () => expect(read(event('TypeError: x\n')).message).toBe('TypeError: x'))

  it.each([
    'START RequestId: 1 Version: $LATEST',
    'END RequestId: 1',
    'REPORT RequestId: 1\tDuration: 4 ms',
    ' ',
    '{"type":"platform.start"}',
  ])('passes over the platform’s %j', (message) => expect(readLine(event(message))).toBeUndefined())
})

describe('isAbout', () => {
  it('knows the correlation id, and an id named in passing', () => {
    expect(isAbout(read(claimed), 'j1')).toBe(true)
    expect(isAbout(read(claimed), 'j2')).toBe(false)
    expect(isAbout(read(event('could not claim j1')), 'j1')).toBe(true)
  })
})

describe('formatLine', () => {
  it('is one line with the room, the level and the fields', () =>
    expect(formatLine(read(claimed))).toMatch(/^10:00:03\.250 {2}conversion\/work +INFO +claimed +job=j1 epoch=2$/))

  it('leaves the job out where all lines are about it', () =>
    expect(formatLine(read(claimed), 'j1')).toMatch(/claimed {2}epoch=2$/))
})
