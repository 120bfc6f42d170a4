import { availableParallelism } from 'node:os'
import { extname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { formatNames } from '../../lambdas/shared/audio/formats'
import { ConvertOptions } from '../../lambdas/shared/audio/options'

export const usage = `Usage: npm run engine -- IN OUT [options]

Converts the sound of a video or audio file, with the code that the service runs.

  --format F           ${formatNames.join(', ')} (default: by the ending of OUT, else mp3)
  --bitrate 192k       kb/s; constant in MP3 (default 192 for mp3 and m4a, 128 for opus)
  --vbr N              MP3 with a variable bit rate: the quality, 0 (best) to 9
  --sample-rate HZ     (default: the source's, or the nearest that the format has)
  --channels N         1 mixes down to mono, 2 to stereo
  --start T, --end T   a part of the source, in seconds or as 1:02:03.5
  --loudness LUFS      such as -16; true peaks stay below -1 dBTP
  --fade-in S, --fade-out S
  --trim-silence       cuts silence off both ends
  --track N            which sound of the source, from 1
  --language deu       the first track in that language
  --tag title=…        one tag, instead of the source's; several times for several
  --cover C            source, frame or none
  --chapters C         keep, none, or split: OUT is a zip with a file of each
  --chapter T=TITLE    where a chapter begins, instead of the source's; several times for several
  --peaks FILE         also writes the waveform's peaks, 20 a second, as JSON for wavesurfer.js
  --workers N          encoders that may work at the same time (default: one for each core)
  --json               print the outcome as one JSON object
  --help               print this`

/** What the command was called with makes no sense. `message` is a sentence for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface Order {
  readonly input: string
  readonly output: string
  /** Where the peaks go, if anybody wants them. */
  readonly peaks: string | undefined
  readonly options: ConvertOptions
  readonly workers: number
}

/** More would only wait for one another on any machine there is. */
const maxWorkers = 64

/** @param directory what relative paths are relative to @throws UsageError */
export function readOrder(words: readonly string[], directory: string): Order | 'help' {
  const { values, positionals } = parseWords(words)
  if (values.help) return 'help'
  const [input, output, ...more] = positionals
  if (!input || !output || more.length > 0) throw new UsageError('Please name one input and one output file.')
  const workers = values.workers === undefined ? availableParallelism() : Number(values.workers)
  if (!Number.isInteger(workers) || workers < 1 || workers > maxWorkers)
    throw new UsageError(`"${values.workers}" is not a number of workers from 1 to ${maxWorkers}.`)
  return {
    input: resolve(directory, input),
    output: resolve(directory, output),
    peaks: values.peaks === undefined ? undefined : resolve(directory, values.peaks),
    options: readOptions(values, output),
    workers,
  }
}

/** The flags' values under the options' names; the schema of the API says what may be there. */
function readOptions(values: Values, output: string): ConvertOptions {
  const { format, bitrate, tag, chapter } = values
  const read = ConvertOptions.safeParse({
    format: format ?? formatNames.find((name) => `.${name}` === extname(output).toLowerCase()),
    ...given('bitrate', bitrate && Number(bitrate.replace(/k$/i, ''))),
    ...given('vbr', numberOf(values.vbr)),
    ...given('sampleRate', numberOf(values['sample-rate'])),
    ...given('channels', numberOf(values.channels)),
    ...given('start', secondsOf(values.start)),
    ...given('end', secondsOf(values.end)),
    ...given('loudness', numberOf(values.loudness)),
    ...given('fadeIn', secondsOf(values['fade-in'])),
    ...given('fadeOut', secondsOf(values['fade-out'])),
    ...given('trimSilence', values['trim-silence']),
    ...given('track', numberOf(values.track)),
    ...given('language', values.language),
    ...given('cover', values.cover),
    ...given('chapters', values.chapters),
    ...given('tags', tag && Object.fromEntries(tag.map(pairOf))),
    ...given(
      'chapterList',
      chapter?.map(pairOf).map(([start, title]) => ({ start: secondsOf(start), title })),
    ),
  })
  if (read.success) return read.data
  const [issue] = read.error.issues
  const path = issue?.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : (issue?.path ?? [])
  throw new UsageError(`${flagOf(path)}: ${issue?.code === 'unrecognized_keys' ? 'Unknown tag.' : issue?.message}`)
}

function given(name: string, value: unknown) {
  return value === undefined ? {} : { [name]: value }
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

/** `90`, `1:30` or `0:01:30.5`. */
function secondsOf(text: string | undefined): number | undefined {
  return text === undefined || text === ''
    ? numberOf(text)
    : text.split(':').reduce((seconds, part) => seconds * 60 + (part === '' ? Number.NaN : Number(part)), 0)
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`"${text}" is not a pair, for example title=Holiday.`)
  return [text.slice(0, at).replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase()), text.slice(at + 1)]
}

/** `--sample-rate` of `sampleRate`, `--tag title` of `tags.title`, `--chapter` of `chapterList`. */
function flagOf([field, ...rest]: readonly PropertyKey[]): string {
  if (field === 'tags') return ['--tag', ...rest.map(String)].join(' ')
  if (field === 'chapterList') return '--chapter'
  return `--${String(field).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

type Values = ReturnType<typeof parseWords>['values']

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: joinNegative(words),
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        peaks: { type: 'string' },
        bitrate: { type: 'string' },
        vbr: { type: 'string' },
        'sample-rate': { type: 'string' },
        channels: { type: 'string' },
        start: { type: 'string' },
        end: { type: 'string' },
        loudness: { type: 'string' },
        'fade-in': { type: 'string' },
        'fade-out': { type: 'string' },
        'trim-silence': { type: 'boolean' },
        track: { type: 'string' },
        language: { type: 'string' },
        tag: { type: 'string', multiple: true },
        cover: { type: 'string' },
        chapters: { type: 'string' },
        chapter: { type: 'string', multiple: true },
        workers: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    if (!isParseError(error)) throw error
    const sentence = error.message.split('. ')[0] ?? error.message
    throw new UsageError(sentence.endsWith('.') ? sentence : `${sentence}.`, { cause: error })
  }
}

/** `--loudness -16` as `--loudness=-16`: else `-16` would be taken for an option. */
function joinNegative(words: readonly string[]): string[] {
  return words.reduce<string[]>((joined, word) => {
    const before = joined.at(-1)
    if (/^-\d/.test(word) && before?.startsWith('--') && !before.includes('='))
      joined.splice(-1, 1, `${before}=${word}`)
    else joined.push(word)
    return joined
  }, [])
}

/** https://nodejs.org/api/util.html#utilparseargsconfig: its errors are known by their codes. */
function isParseError(error: unknown): error is NodeJS.ErrnoException {
  return (error as NodeJS.ErrnoException | undefined)?.code?.startsWith('ERR_PARSE_ARGS_') === true
}
