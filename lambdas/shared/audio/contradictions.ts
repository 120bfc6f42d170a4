import type { FieldCode } from '../errors'
import type { ConvertOptions } from './fields'
import { allows, type Format, formats, spoken } from './formats'

export interface Contradiction {
  readonly field: keyof ConvertOptions
  readonly code: FieldCode
  /** A sentence for the person. */
  readonly message: string
}

/** What of the options makes no sense together, although each by itself does. */
export function contradictions(options: ConvertOptions): readonly Contradiction[] {
  const format = formats[options.format]
  return [
    ...(options.format === 'copy' ? ofCopy(options) : ofEncoding(options, format)),
    ...ofTime(options),
    ...ofChapters(options),
    ...(options.track !== undefined && options.language !== undefined
      ? [
          {
            field: 'language',
            code: 'either-or',
            message: 'Choose the sound by track or by language, not by both.',
          } as const,
        ]
      : []),
    ...(['source', 'frame'].includes(options.cover ?? '') && !format.holdsCover
      ? [{ field: 'cover', code: 'not-in-format', message: `${format.title} cannot hold a cover.` } as const]
      : []),
  ]
}

function ofEncoding(
  { bitrate, vbr, sampleRate }: ConvertOptions,
  { title, ...format }: Format,
): readonly Contradiction[] {
  const found: Contradiction[] = []
  if (bitrate !== undefined && !format.bitrate)
    found.push({
      field: 'bitrate',
      code: 'not-in-format',
      message: `${title} keeps all of the sound, so it has no choice of bit rate.`,
    })
  else if (bitrate !== undefined && format.bitrate && !allows(format.bitrate.allowed, bitrate))
    found.push({
      field: 'bitrate',
      code: 'not-in-format',
      message: `${title} has ${spoken(format.bitrate.allowed)} kb/s.`,
    })
  if (vbr !== undefined && !format.vbr)
    found.push({ field: 'vbr', code: 'not-in-format', message: `${title} has no such qualities; only MP3 has.` })
  else if (vbr !== undefined && bitrate !== undefined)
    found.push({
      field: 'vbr',
      code: 'either-or',
      message: 'A bit rate is constant or variable: give bitrate or vbr, not both.',
    })
  if (sampleRate !== undefined && !allows(format.sampleRates, sampleRate))
    found.push({
      field: 'sampleRate',
      code: 'not-in-format',
      message: `${title} has ${spoken(format.sampleRates)} Hz.`,
    })
  return found
}

/** Options that change the sound, or how it is written down. */
const changing = [
  'bitrate',
  'vbr',
  'sampleRate',
  'channels',
  'start',
  'end',
  'loudness',
  'fadeIn',
  'fadeOut',
  'trimSilence',
] as const

function ofCopy(options: ConvertOptions): readonly Contradiction[] {
  const found: Contradiction[] = changing
    .filter((field) => options[field] !== undefined && options[field] !== false)
    .map((field) => ({
      field,
      code: 'not-in-format',
      message: 'A copy leaves the sound as it is: choose another format for this.',
    }))
  if (options.chapters === 'split')
    found.push({
      field: 'chapters',
      code: 'not-in-format',
      message: 'A copy cannot be cut at chapters: choose another format for this.',
    })
  return found
}

function ofTime({ start = 0, end, fadeIn = 0, fadeOut = 0 }: ConvertOptions): readonly Contradiction[] {
  if (end === undefined) return []
  if (end <= start) return [{ field: 'end', code: 'end-before-start', message: 'The end must come after the start.' }]
  if (fadeIn + fadeOut > end - start)
    return [
      {
        field: fadeOut > 0 ? 'fadeOut' : 'fadeIn',
        code: 'fades-too-long',
        message: 'The fades take longer than the audio.',
      },
    ]
  return []
}

function ofChapters({ chapters, chapterList }: ConvertOptions): readonly Contradiction[] {
  if (!chapterList) return []
  if (chapters === 'none')
    return [{ field: 'chapterList', code: 'either-or', message: 'Chapters are given, but none shall be in the audio.' }]
  const isInOrder = chapterList.every(({ start, end }, index) => {
    const next = chapterList[index + 1]?.start ?? Number.POSITIVE_INFINITY
    return start < next && (end === undefined || (end > start && end <= next))
  })
  if (isInOrder) return []
  return [
    {
      field: 'chapterList',
      code: 'chapters-unordered',
      message: 'Chapters follow one another: each begins before it ends and before the next.',
    },
  ]
}
