import type { ConversionOptions } from '../../client/api/types'
import { usageError } from '../errors'
import { type Given, type OptionSpec, type OptionSpecs, text, texts } from '../words/command'

type Field = keyof ConversionOptions

interface Flag extends OptionSpec {
  readonly name: string
  /** What the API is sent for it. @throws CliError for what has no meaning at all; limits are the API's. */
  read(given: Given, name: string): unknown
}

const formats = ['mp3', 'm4a', 'opus', 'flac', 'wav', 'copy'] as const satisfies readonly ConversionOptions['format'][]
const covers = ['source', 'frame', 'none'] as const satisfies readonly ConversionOptions['cover'][]
const chapters = ['keep', 'split', 'none'] as const satisfies readonly ConversionOptions['chapters'][]

function word(given: Given, name: string) {
  return text(given, name)
}

function number(given: Given, name: string): number | undefined {
  const value = text(given, name)
  if (value === undefined) return undefined
  if (!/^-?\d*\.?\d+$/.test(value)) throw usageError(`--${name}: “${value}” is not a number.`)
  return Number(value)
}

/** `192` and `192k`. */
function kilobits(given: Given, name: string): number | undefined {
  const value = text(given, name)
  return number({ [name]: value?.replace(/k$/i, '') }, name)
}

function time(given: Given, name: string) {
  return secondsOf(text(given, name), name)
}

/** `90`, `1:30` and `0:01:30.5`. */
export function secondsOf(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined
  if (!/^(\d+:){0,2}\d*\.?\d+$/.test(value))
    throw usageError(`--${name}: “${value}” is not a time, for example 90 (seconds) or 1:30.`)
  return value.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0)
}

function tags(given: Given, name: string) {
  const pairs = texts(given, name).map((each) => pairOf(each, name, 'title=Holiday'))
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs.map(([tag, value]) => [camel(tag), value]))
}

function chapterList(given: Given, name: string) {
  const list = texts(given, name).map((each) => {
    const [start, title] = pairOf(each, name, '1:30=Dinner')
    return { start: secondsOf(start, name), title }
  })
  return list.length === 0 ? undefined : list
}

function pairOf(value: string, name: string, example: string): [string, string] {
  const at = value.indexOf('=')
  if (at < 1) throw usageError(`--${name}: “${value}” is not a pair, for example ${example}.`)
  return [value.slice(0, at), value.slice(at + 1)]
}

function kebab(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function camel(flag: string): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** A flag for each option of the API: its description is where the fields come from, so a new one there does not compile here until it has one. */
const flags: Readonly<Record<Field, Flag>> = {
  format: {
    name: 'format',
    type: 'string',
    value: 'F',
    choices: formats,
    about: `${formats.join(', ')} (else by the ending of OUT, else mp3)`,
    read: word,
  },
  bitrate: { name: 'bitrate', type: 'string', value: 'KBPS', about: 'kb/s: 192 or 192k', read: kilobits },
  vbr: { name: 'vbr', type: 'string', value: 'N', about: 'MP3 of variable bit rate: 0 (best) to 9', read: number },
  sampleRate: { name: 'sample-rate', type: 'string', value: 'HZ', about: 'else the source’s', read: number },
  channels: { name: 'channels', type: 'string', value: 'N', about: '1 mixes down to mono, 2 to stereo', read: number },
  start: { name: 'start', type: 'string', value: 'T', about: 'where to begin: seconds, or 1:02:03.5', read: time },
  end: { name: 'end', type: 'string', value: 'T', about: 'where to end', read: time },
  loudness: { name: 'loudness', type: 'string', value: 'LUFS', about: 'such as -16 for podcasts', read: number },
  fadeIn: { name: 'fade-in', type: 'string', value: 'S', about: 'seconds', read: time },
  fadeOut: { name: 'fade-out', type: 'string', value: 'S', about: 'seconds', read: time },
  trimSilence: {
    name: 'trim-silence',
    type: 'boolean',
    about: 'cut silence off both ends',
    read: (given, name) => given[name],
  },
  tags: {
    name: 'tag',
    type: 'string',
    multiple: true,
    value: 'NAME=TEXT',
    about: 'a tag instead of the source’s, such as album-artist=Ada; repeatable',
    read: tags,
  },
  cover: { name: 'cover', type: 'string', value: 'C', choices: covers, about: covers.join(', '), read: word },
  chapters: {
    name: 'chapters',
    type: 'string',
    value: 'C',
    choices: chapters,
    about: 'keep, split (a zip with a file of each), none',
    read: word,
  },
  chapterList: {
    name: 'chapter',
    type: 'string',
    multiple: true,
    value: 'T=TITLE',
    about: 'where a chapter begins, instead of the source’s; repeatable',
    read: chapterList,
  },
  track: { name: 'track', type: 'string', value: 'N', about: 'which sound of the source, from 1', read: number },
  language: { name: 'language', type: 'string', value: 'L', about: 'the first track in it: de, deu', read: word },
}

/** For the words of a command that converts. */
export const conversionSpecs: OptionSpecs = Object.fromEntries(Object.values(flags).map((flag) => [flag.name, flag]))

/**
 * What the API is to be asked for. What it allows is known by the API alone: see `checkOptions`.
 *
 * @param output the file that was asked for: its ending tells the format
 */
export function conversionOptions(given: Given, output?: string): ConversionOptions {
  const ending = formats.find((format) => output?.toLowerCase().endsWith(`.${format}`))
  const read = Object.entries(flags).map(([field, flag]) => [field, flag.read(given, flag.name)])
  const asked = Object.fromEntries(read.filter(([, value]) => value !== undefined))
  return { ...(ending !== undefined && { format: ending }), ...asked }
}

/** The ending of the audio's name; undefined where only the service knows: a copy is in the source's own codec. */
export function endingOf({ format = 'mp3', chapters }: ConversionOptions): string | undefined {
  if (chapters === 'split') return 'zip'
  return format === 'copy' ? undefined : format
}

/** `--sample-rate` of `options.sampleRate`, `--tag title` of `options.tags.title`. */
export function flagOf(path: string): string | undefined {
  const [field, detail] = path.replace(/^options\./, '').split('.')
  const flag = Object.entries(flags).find(([name]) => name === field)?.[1]
  if (flag === undefined) return undefined
  return field === 'tags' && detail !== undefined ? `--tag ${kebab(detail)}` : `--${flag.name}`
}
