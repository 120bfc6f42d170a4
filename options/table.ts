import { mostSeconds } from '../protocol/limits'
import { formatNames } from './formats'

/** A number that a value may not go beyond, and the sentence that says so. */
interface Bound {
  readonly value: number
  readonly refusal: string
}

/** What the values of an option are. `refusal` is said of anything else. */
type Values =
  | { readonly kind: 'choice'; readonly choices: readonly (string | number)[]; readonly refusal: string }
  | ({ readonly kind: 'number'; readonly isWhole: boolean; readonly refusal: string } & Partial<
      Record<'min' | 'max', Bound>
    >)
  | { readonly kind: 'seconds'; readonly max?: Bound }
  | { readonly kind: 'switch'; readonly refusal: string }
  | { readonly kind: 'language'; readonly refusal: string; readonly pattern: RegExp; readonly misfit: string }
  | { readonly kind: 'tags' }
  | { readonly kind: 'chapters' }

/** One option of a conversion: all that API, engine, command line and page know of it. */
export interface Option {
  readonly values: Values
  /** On command lines, without its dashes. */
  readonly flag: string
  /** What stands for its value in the help; a switch has none. */
  readonly value?: string
  /** How its value is typed, where that is not simply the value. */
  readonly typed?: 'kilobits'
  /** One line of help. */
  readonly help: string
  /** In the API's description. */
  readonly description?: string
  /**
   * What it means for a copy, which leaves the sound as it is: `changes` the sound, so that it must be encoded; or says a `measure` of it,
   * which the source may already have. Others do not touch the sound.
   */
  readonly sound?: 'changes' | 'measure'
}

const seconds = { kind: 'seconds' } as const
const fade = { kind: 'seconds', max: { value: 60, refusal: 'A fade takes 60 seconds at most.' } } as const
const quality = 'Qualities are 0 to 9.'
const loudness = 'A loudness is -40 to -5 LUFS.'
const covers = ['source', 'frame', 'none'] as const
const chapters = ['keep', 'split', 'none'] as const

/** Every option by its name in the API. To add one: CONTRIBUTING, “Add an option”. */
export const options = {
  format: {
    values: { kind: 'choice', choices: formatNames, refusal: `Must be one of ${formatNames.join(', ')}.` },
    flag: 'format',
    value: 'F',
    help: `${formatNames.join(', ')} (else by the ending of OUT, else mp3)`,
  },
  bitrate: {
    values: { kind: 'number', isWhole: true, refusal: 'Give the bit rate in whole kb/s.' },
    flag: 'bitrate',
    value: 'KBPS',
    typed: 'kilobits',
    help: 'kb/s: 192 or 192k',
    description: 'kb/s, constant in MP3',
    sound: 'measure',
  },
  vbr: {
    values: {
      kind: 'number',
      isWhole: true,
      refusal: 'A quality is a whole number.',
      min: { value: 0, refusal: quality },
      max: { value: 9, refusal: quality },
    },
    flag: 'vbr',
    value: 'N',
    help: 'MP3 of variable bit rate: 0 (best) to 9',
    description: 'MP3 with a variable bit rate: the quality, 0 (best) to 9',
    sound: 'changes',
  },
  sampleRate: {
    values: { kind: 'number', isWhole: true, refusal: 'Give the sample rate in whole Hz.' },
    flag: 'sample-rate',
    value: 'HZ',
    help: 'else the source’s',
    description: 'Hz; the source’s, or the nearest that the format has, when not given',
    sound: 'measure',
  },
  channels: {
    values: { kind: 'choice', choices: [1, 2], refusal: 'Channels are 1 (mono) or 2 (stereo).' },
    flag: 'channels',
    value: 'N',
    help: '1 mixes down to mono, 2 to stereo',
    description: '1 mixes down to mono, 2 to stereo',
    sound: 'measure',
  },
  start: {
    values: seconds,
    flag: 'start',
    value: 'T',
    help: 'where to begin: seconds, or 1:02:03.5',
    description: 'Where the audio begins, in seconds of the source',
    sound: 'changes',
  },
  end: {
    values: seconds,
    flag: 'end',
    value: 'T',
    help: 'where to end',
    description: 'Where it ends, in seconds of the source',
    sound: 'changes',
  },
  loudness: {
    values: {
      kind: 'number',
      isWhole: false,
      refusal: 'Give the loudness as a number.',
      min: { value: -40, refusal: loudness },
      max: { value: -5, refusal: loudness },
    },
    flag: 'loudness',
    value: 'LUFS',
    help: 'such as -16 for podcasts',
    description: 'LUFS of the whole, by ITU-R BS.1770; true peaks stay below -1 dBTP. Podcasts: -16',
    sound: 'changes',
  },
  fadeIn: { values: fade, flag: 'fade-in', value: 'S', help: 'seconds', description: 'Seconds', sound: 'changes' },
  fadeOut: { values: fade, flag: 'fade-out', value: 'S', help: 'seconds', description: 'Seconds', sound: 'changes' },
  trimSilence: {
    values: { kind: 'switch', refusal: 'Say true or false.' },
    flag: 'trim-silence',
    help: 'cut silence off both ends',
    description: 'Cuts silence off both ends',
    sound: 'changes',
  },
  tags: {
    values: { kind: 'tags' },
    flag: 'tag',
    value: 'NAME=TEXT',
    help: 'a tag instead of the source’s, such as album-artist=Ada; repeatable',
  },
  cover: {
    values: { kind: 'choice', choices: covers, refusal: `Must be one of ${covers.join(', ')}.` },
    flag: 'cover',
    value: 'C',
    help: covers.join(', '),
    description: 'The source’s picture (usual), a frame of the video, or none',
  },
  chapters: {
    values: { kind: 'choice', choices: chapters, refusal: `Must be one of ${chapters.join(', ')}.` },
    flag: 'chapters',
    value: 'C',
    help: 'keep, split (a zip with a file of each), none',
    description: 'Keep them in the audio (usual), make a file of each, in a zip, or leave them out',
  },
  chapterList: {
    values: { kind: 'chapters' },
    flag: 'chapter',
    value: 'T=TITLE',
    help: 'where a chapter begins, instead of the source’s; repeatable',
    description: 'Takes the place of the source’s chapters',
  },
  track: {
    values: {
      kind: 'number',
      isWhole: true,
      refusal: 'A track is a whole number.',
      min: { value: 1, refusal: 'The first track is 1.' },
      max: { value: 32, refusal: 'The last possible track is 32.' },
    },
    flag: 'track',
    value: 'N',
    help: 'which sound of the source, from 1',
    description: 'Which sound of the source, from 1; the first when not given',
  },
  language: {
    values: {
      kind: 'language',
      refusal: 'Give the language as a text.',
      pattern: /^[a-z]{2,3}$/,
      misfit: 'Give the language as in ISO 639, such as deu.',
    },
    flag: 'language',
    value: 'L',
    help: 'the first track in it: de, deu',
    description: 'The first track in that language (ISO 639): `deu`, `ger` and `de` are the same',
  },
} as const satisfies Readonly<Record<string, Option>>

export type OptionName = keyof typeof options

/** The same table, each row with all that a row may have. */
export const optionTable: Readonly<Record<OptionName, Option>> = options

export const optionNames = Object.keys(options) as readonly OptionName[]

/** Bounds of all times. */
export const secondsBounds = {
  min: { value: 0, refusal: 'Seconds are 0 or more.' },
  max: { value: mostSeconds, refusal: `Seconds are ${mostSeconds} at most.` },
} as const

/** Tags that audio players know, under their names in the API. */
export const tagNames = [
  'title',
  'artist',
  'album',
  'albumArtist',
  'composer',
  'genre',
  'track',
  'disc',
  'date',
  'comment',
  'copyright',
  'publisher',
] as const
export type TagName = (typeof tagNames)[number]

export type Tags = { readonly [Name in TagName]?: string | undefined }

/** In seconds of the source; without an end, it goes on to the next one. */
export interface Chapter {
  readonly start: number
  readonly end?: number | undefined
  readonly title: string
}

type ValueOf<Row extends Option> = Row['values'] extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : {
      number: number
      seconds: number
      switch: boolean
      language: string
      tags: Tags
      chapters: Chapter[]
      choice: never
    }[Row['values']['kind']]

/** What the audio is to be. */
export type ConvertOptions = { readonly format: ValueOf<(typeof options)['format']> } & {
  readonly [Name in Exclude<OptionName, 'format'>]?: ValueOf<(typeof options)[Name]> | undefined
}

/** Options by what they mean for a copy. */
export function optionsThat(...meanings: readonly Option['sound'][]): readonly OptionName[] {
  return optionNames.filter((name) => meanings.includes(optionTable[name].sound))
}
