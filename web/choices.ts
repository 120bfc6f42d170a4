import type { ConversionOptions } from '../client/api/client'
import { type FormatName, formats } from '../options/formats'
import { formatMoment } from './format'
import { words } from './words'

/** What a person chose of the options. Strings as they were typed; an empty string is the default. */
export interface Choices {
  readonly format: FormatName
  /** kb/s, or `vbr`. */
  readonly quality: string
  /** Seconds. */
  readonly start?: number | undefined
  readonly end?: number | undefined
  /** ISO 639. */
  readonly language: string
  /** LUFS. */
  readonly loudness: string
  readonly trimSilence: boolean
  readonly cover: NonNullable<ConversionOptions['cover']>
  readonly chapters: NonNullable<ConversionOptions['chapters']>
  readonly title: string
  readonly artist: string
  readonly album: string
}

export const usual: Choices = {
  format: 'mp3',
  quality: '',
  language: '',
  loudness: '',
  trimSilence: false,
  cover: 'source',
  chapters: 'keep',
  title: '',
  artist: '',
  album: '',
}

/** kb/s to choose from, of those that the format has; none where there is no choice. */
export const bitrates: Readonly<Record<FormatName, readonly number[]>> = {
  mp3: [96, 128, 192, 256, 320],
  m4a: [96, 128, 192, 256],
  opus: [48, 64, 96, 128, 192],
  flac: [],
  wav: [],
  copy: [],
}

/** Whether the format lets the sound be changed: a copy is as it is. */
export function isEncoded(format: FormatName): boolean {
  return formats[format].sampleRates.length > 0
}

export function holdsCover(format: FormatName): boolean {
  return formats[format].holdsCover
}

/** In the API's form; defaults are left out. Choices that the format does not support are ignored. */
export function optionsOf(choices: Choices): ConversionOptions {
  const { format, quality, start, end, language, loudness, trimSilence, cover, chapters } = choices
  const encoded = isEncoded(format)
  const isRate = bitrates[format].includes(Number(quality))
  const tags = Object.fromEntries(
    (['title', 'artist', 'album'] as const).flatMap((name) => (choices[name] === '' ? [] : [[name, choices[name]]])),
  )
  return {
    format,
    ...(isRate && { bitrate: Number(quality) }),
    ...(formats[format].vbr && quality === 'vbr' && { vbr: 0 }),
    ...(encoded && start !== undefined && { start }),
    ...(encoded && end !== undefined && { end }),
    ...(encoded && loudness !== '' && { loudness: Number(loudness) }),
    ...(encoded && trimSilence && { trimSilence }),
    ...(language !== '' && { language }),
    ...(holdsCover(format) && cover !== 'source' && { cover }),
    ...(chapters !== 'keep' && (encoded || chapters === 'none') && { chapters }),
    ...(Object.keys(tags).length > 0 && { tags }),
  }
}

/** The choices in one line: format, quality, and everything that is not a default. */
export function summaryOf(choices: Choices): string {
  const text = words.options
  const { format, quality, start, end, loudness, trimSilence } = choices
  const options = optionsOf(choices)
  return [
    text.formatNames[format],
    ...(options.bitrate === undefined ? [] : [text.kbps(options.bitrate)]),
    ...(formats[format].vbr && quality === 'vbr' ? [text.vbr] : []),
    options.start === undefined && options.end === undefined
      ? text.whole
      : text.part(
          start === undefined ? text.beginning : formatMoment(start),
          end === undefined ? text.end : formatMoment(end),
        ),
    ...(options.loudness === undefined ? [] : [`${loudness} LUFS`]),
    ...(options.language === undefined ? [] : [options.language]),
    ...(isEncoded(format) && trimSilence ? [text.trimSilence] : []),
    ...(options.chapters === 'split' ? [text.chaptersSplit] : []),
  ].join(' · ')
}
