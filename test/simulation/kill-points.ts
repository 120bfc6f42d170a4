/** What each kind of process does to the world outside it, in the words of the table that `npm run simulate` prints. */
const effects = {
  'uploads api': [
    'read key',
    'read quota',
    'begin upload',
    'reserve',
    'list jobs',
    'read job',
    'list parts',
    'complete upload',
    'read source size',
    'confirm upload',
    'cancel',
    'drop source',
    'abort upload',
    'remove source',
    'give bytes back',
  ],
  'imports api': ['read key', 'read quota', 'begin upload', 'reserve', 'list jobs', 'read job', 'abort upload'],
  'jobs api': [
    'read job',
    'cancel',
    'read key',
    'read quota',
    'retry',
    'list jobs',
    'begin removal',
    'abort upload',
    'remove source',
    'remove audio',
    'remove row',
  ],
  fetch: [
    'read job',
    'claim import',
    'read quota',
    'list parts',
    'open remote',
    'read remote',
    'abort upload',
    'begin upload',
    'begin import',
    'grow import',
    'put source part',
    'report import',
    'complete upload',
    'read source size',
    'confirm upload',
    'hand over again',
    'give back',
    'fail',
    'drop source',
    'remove source',
    'give bytes back',
  ],
  client: ['put part'],
  arrive: ['read job', 'read source size', 'confirm upload'],
  relay: ['send to import queue', 'send to convert queue', 'publish event'],
  work: [
    'read job',
    'claim',
    'read quota',
    'spawn ffmpeg',
    'read source',
    'meter audio',
    'convert',
    'heartbeat',
    'begin output',
    'put output part',
    'complete output',
    'abort output',
    'finish',
    'fail',
    'give back',
  ],
  sweep: [
    'query due',
    'read job',
    'read source size',
    'confirm upload',
    'expire',
    'hand over again',
    'fail',
    'drop source',
    'abort upload',
    'remove source',
    'give bytes back',
    'begin removal',
    'remove audio',
    'remove row',
  ],
  giveUp: ['read job', 'fail'],
  notify: ['read job', 'read address', 'begin mail', 'send mail', 'mark mail as sent'],
} as const

export type ProcessKind = keyof typeof effects

/** After a handler has succeeded, Lambda deletes its message or moves on in the stream: that, too, can fail to happen. */
const acknowledgements = [
  'fetch',
  'arrive',
  'relay',
  'work',
  'giveUp',
  'notify',
] as const satisfies readonly ProcessKind[]

export function before(kind: ProcessKind, effect: string) {
  return `${kind}: before ${effect}`
}

export function after(kind: ProcessKind, effect: string) {
  return `${kind}: after ${effect}`
}

export const acknowledgement = 'its message is acknowledged'

/** Every place where a process can be killed. */
export const killPoints: readonly string[] = [
  ...Object.entries(effects).flatMap(([kind, names]) =>
    names.flatMap((name) => [before(kind as ProcessKind, name), after(kind as ProcessKind, name)]),
  ),
  ...acknowledgements.map((kind) => before(kind, acknowledgement)),
]

const known = new Set<string>(killPoints)

/** @throws Error for a place that the list does not have: the table would be silent about it. */
export function killPoint(name: string): string {
  if (!known.has(name)) throw new Error(`No such kill point: ${name}`)
  return name
}
