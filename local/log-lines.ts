import { parseObject } from './files'

/** One event of a log group, as CloudWatch Logs returns it. */
export interface LogEvent {
  readonly group: string
  readonly stream: string
  /** Milliseconds since 1970 at which the line reached CloudWatch. */
  readonly timestamp: number
  readonly message: string
}

export interface LogLine {
  /** Milliseconds since 1970: the line's own time if it has one. */
  readonly at: number
  /** `<room>/<function>` */
  readonly from: string
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Fields that Powertools and the Lambda runtime add to every line and that nobody reads. */
const unread = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'xray_trace_id',
  'requestId',
  'time',
])

/** A line for the reader, or `undefined` for the platform's own bookkeeping. */
export function readLine({ group, timestamp, message }: LogEvent): LogLine | undefined {
  const text = message.trim()
  // [/aws/vendedlogs]/audiolift/<stage>/<room>/<function>/<part of the stack's id>
  const from = group.replace('/aws/vendedlogs', '').split('/').slice(3, 5).join('/')
  const json = text.startsWith('{') ? parseObject(text) : undefined
  if (!json) {
    if (text === '' || /^(START|END|REPORT|INIT_START|EXTENSION|XRAY) /.test(text)) return undefined
    return { at: timestamp, from, level: '', message: text, fields: {} }
  }
  if (typeof json.type === 'string' && json.type.startsWith('platform.')) return undefined
  const own = Date.parse(String(json.timestamp))
  return {
    at: Number.isNaN(own) ? timestamp : own,
    from,
    level: typeof json.level === 'string' ? json.level : '',
    message: typeof json.message === 'string' ? json.message : '',
    fields: Object.fromEntries(Object.entries(json).filter(([name]) => !unread.has(name))),
  }
}

/** Whether a line is about this job: its correlation id matches, or it contains the job's id anywhere. */
export function isAbout(line: LogLine, job: string): boolean {
  return line.fields.job === job || `${line.message} ${JSON.stringify(line.fields)}`.includes(job)
}

/** `10:37:46.246  conversion/work  INFO  done  epoch=1 size=289688` */
export function formatLine({ at, from, level, message, fields }: LogLine, job?: string): string {
  const time = new Date(at).toISOString().slice(11, 23)
  const told = Object.entries(fields)
    .filter(([name, value]) => !(name === 'job' && value === job))
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
  return [time, from.padEnd(22), level.padEnd(5), message, told.join(' ')].join('  ').trimEnd()
}
