import { allows, type Format, formats, spoken } from './formats'
import { type ConvertOptions, type OptionName, optionsThat } from './table'

export interface Contradiction {
  readonly field: OptionName
  readonly code: 'not-in-format' | 'either-or' | 'end-before-start' | 'fades-too-long' | 'chapters-unordered'
  /** A sentence for the person. */
  readonly message: string
}

/** How the person knows an option: by its name in the API, or by its flag. */
export type NameOf = (option: OptionName) => string

/** Options that are fine on their own but cannot be combined, or that the format does not have. At most one for each field. */
export function contradictions(options: ConvertOptions): readonly Contradiction[] {
  const found = [...ofFormat(options), ...contradictionsBetween(options)]
  return found.filter(({ field }, index) => found.findIndex((other) => other.field === field) === index)
}

/** The contradictions that there are in any format. */
export function contradictionsBetween(
  options: Partial<ConvertOptions>,
  nameOf: NameOf = (option) => option,
): readonly Contradiction[] {
  return [...ofTime(options), ...ofChapters(options), ...ofChoices(options, nameOf)]
}

function ofFormat(options: ConvertOptions): readonly Contradiction[] {
  const format = formats[options.format]
  return [
    ...(options.format === 'copy' ? ofCopy(options) : ofEncoding(options, format)),
    ...(['source', 'frame'].includes(options.cover ?? '') && !format.holdsCover
      ? [notInFormat('cover', `${format.title} cannot hold a cover.`)]
      : []),
  ]
}

function ofEncoding({ bitrate, vbr, sampleRate }: ConvertOptions, format: Format): readonly Contradiction[] {
  const { title, bitrate: rates, sampleRates } = format
  const found: Contradiction[] = []
  if (bitrate !== undefined && !rates)
    found.push(notInFormat('bitrate', `${title} keeps all of the sound, so it has no choice of bit rate.`))
  else if (bitrate !== undefined && rates && !allows(rates.allowed, bitrate))
    found.push(notInFormat('bitrate', `${title} has ${spoken(rates.allowed)} kb/s.`))
  if (vbr !== undefined && !format.vbr) found.push(notInFormat('vbr', `${title} has no such qualities; only MP3 has.`))
  if (sampleRate !== undefined && !allows(sampleRates, sampleRate))
    found.push(notInFormat('sampleRate', `${title} has ${spoken(sampleRates)} Hz.`))
  return found
}

function ofCopy(options: ConvertOptions): readonly Contradiction[] {
  const found = optionsThat('changes', 'measure')
    .filter((field) => options[field] !== undefined && options[field] !== false)
    .map((field) => notInFormat(field, 'A copy leaves the sound as it is: choose another format for this.'))
  if (options.chapters !== 'split') return found
  return [...found, notInFormat('chapters', 'A copy cannot be cut at chapters: choose another format for this.')]
}

function notInFormat(field: OptionName, message: string): Contradiction {
  return { field, code: 'not-in-format', message }
}

function ofChoices(
  { bitrate, vbr, track, language }: Partial<ConvertOptions>,
  nameOf: NameOf,
): readonly Contradiction[] {
  const found: Contradiction[] = []
  if (bitrate !== undefined && vbr !== undefined) {
    const message = `A bit rate is constant or variable: give ${nameOf('bitrate')} or ${nameOf('vbr')}, not both.`
    found.push({ field: 'vbr', code: 'either-or', message })
  }
  if (track !== undefined && language !== undefined) {
    const message = `Choose the sound by ${nameOf('track')} or by ${nameOf('language')}, not by both.`
    found.push({ field: 'language', code: 'either-or', message })
  }
  return found
}

function ofTime({ start = 0, end, fadeIn = 0, fadeOut = 0 }: Partial<ConvertOptions>): readonly Contradiction[] {
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

function ofChapters({ chapters, chapterList }: Partial<ConvertOptions>): readonly Contradiction[] {
  if (!chapterList) return []
  if (chapters === 'none')
    return [
      { field: 'chapterList', code: 'either-or', message: 'Chapters are given, but none are to be in the audio.' },
    ]
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
