import { isSameLanguage } from '../../media/language'
import { DoubtError } from './doubt'

/** As in the conversion's options. */
export interface TrackChoice {
  /** 1-based, among the tracks of audio */
  readonly track?: number | undefined
  /** ISO 639 */
  readonly language?: string | undefined
}

/**
 * Which of the tracks of audio is wanted: by number, by language, or the only one there is.
 *
 * @param languages of the tracks, as in ISO 639; `und` where it is not known
 * @returns the index
 * @throws DoubtError when that is not sure
 */
export function chooseTrack(languages: readonly string[], { track, language }: TrackChoice): number {
  if (track !== undefined) return known(track <= languages.length ? track - 1 : -1)
  if (language !== undefined) return known(languages.findIndex((other) => isSameLanguage(other, language)))
  if (languages.length > 1) throw new DoubtError('several-tracks')
  return 0
}

function known(index: number): number {
  if (index < 0) throw new DoubtError('no-such-track')
  return index
}
