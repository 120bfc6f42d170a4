import { ConversionError } from '../model/reasons'
import type { ConvertOptions, Track } from '../model/types'

export interface Chosen extends Track {
  /** Its number among the sounds of the source, from 0. */
  readonly index: number
}

/** The sound that was asked for; the first when none was. @throws ConversionError when there is no such one. */
export const chooseTrack = (tracks: readonly Track[], { track, language }: ConvertOptions): Chosen => {
  const index = language === undefined ? (track ?? 1) - 1 : tracks.findIndex((each) => isIn(each, language))
  const chosen = tracks[index]
  if (chosen) return { ...chosen, index }
  const message =
    language === undefined
      ? `There is no track ${track}: the file has ${tracks.length === 1 ? 'one' : tracks.length}.`
      : `No track of the file is marked as being in the language “${language}”; ${spokenLanguages(tracks)}.`
  throw new ConversionError('no-audio', { message })
}

const isIn = (track: Track, language: string): boolean =>
  track.language !== undefined && canonical(track.language) === canonical(language)

/** ISO 639 has two or three codes for some languages: `deu`, `ger` and `de`. CLDR knows which are the same. */
const canonical = (code: string): string => {
  try {
    return Intl.getCanonicalLocales(code)[0] ?? code
  } catch (error) {
    // A file may have anything there.
    if (error instanceof RangeError) return code
    throw error
  }
}

const spokenLanguages = (tracks: readonly Track[]): string => {
  const known = tracks.flatMap(({ language }) => language ?? [])
  return known.length === 0 ? 'none is marked at all' : `marked are ${known.join(', ')}`
}
