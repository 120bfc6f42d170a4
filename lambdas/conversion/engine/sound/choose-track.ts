import { isSameLanguage } from '../../../../media/language'
import { ConversionError } from '../model/reasons'
import type { ConvertOptions, Track } from '../model/types'

export interface NumberedTrack extends Track {
  /** Its number among the sounds of the source, from 0. */
  readonly index: number
}

/** The sound that was asked for; the first when none was. @throws ConversionError when there is no such one. */
export function chooseTrack(tracks: readonly Track[], { track, language }: ConvertOptions): NumberedTrack {
  const index = language === undefined ? (track ?? 1) - 1 : tracks.findIndex((each) => isIn(each, language))
  const chosen = tracks[index]
  if (chosen) return { ...chosen, index }
  const message =
    language === undefined
      ? `There is no track ${track}: the file has ${tracks.length === 1 ? 'one' : tracks.length}.`
      : `No track of the file is marked as being in the language “${language}”; ${spokenLanguages(tracks)}.`
  throw new ConversionError('no-audio', { message })
}

function isIn(track: Track, language: string): boolean {
  return track.language !== undefined && isSameLanguage(track.language, language)
}

function spokenLanguages(tracks: readonly Track[]): string {
  const known = tracks.flatMap(({ language }) => language ?? [])
  return known.length === 0 ? 'none is marked at all' : `marked are ${known.join(', ')}`
}
