import { longestChapterTitle, mostBodyBytes, mostChapters, mostSeconds } from '../../protocol/limits'
import { hasHiddenCharacters } from '../../protocol/text'
import { DoubtError } from './doubt'

/** Seconds from the beginning. */
export interface Chapter {
  readonly title: string
  readonly start: number
  readonly end: number
}

/** Bytes of a request that chapters may take: there is more in it. */
const roomForChapters = (mostBodyBytes * 3) / 4

/** @throws DoubtError when the API would refuse them: the server makes of the file's own what it can */
export function expectOrdinary(chapters: readonly Chapter[]): void {
  const isInOrder = chapters.every(
    ({ start, end, title }, index) =>
      start >= 0 &&
      end > start &&
      end <= (chapters[index + 1]?.start ?? Number.POSITIVE_INFINITY) &&
      end <= mostSeconds &&
      title.trim() !== '' &&
      title.length <= longestChapterTitle &&
      !hasHiddenCharacters(title),
  )
  const bytes = new TextEncoder().encode(JSON.stringify(chapters)).length
  if (chapters.length > mostChapters || bytes > roomForChapters || !isInOrder) throw new DoubtError('unusual')
}
