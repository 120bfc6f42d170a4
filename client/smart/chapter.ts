import { hasHiddenCharacters } from '../../protocol/text'
import { DoubtError } from './doubt'

/** Seconds from the beginning. */
export interface Chapter {
  title: string
  start: number
  end: number
}

/** As many, and titles as long, as the API takes them; and as late, in seconds. */
const most = 500
const longestTitle = 200
const latest = 360_000
/** A request may have 64 KiB, and there is more in it than chapters. Bytes. */
const roomForChapters = 48 * 1024

/** @throws DoubtError when the API would refuse them: the server makes of the file's own what it can */
export function expectOrdinary(chapters: readonly Chapter[]): void {
  const isInOrder = chapters.every(
    ({ start, end, title }, index) =>
      start >= 0 &&
      end > start &&
      end <= (chapters[index + 1]?.start ?? Number.POSITIVE_INFINITY) &&
      end <= latest &&
      title.trim() !== '' &&
      title.length <= longestTitle &&
      !hasHiddenCharacters(title),
  )
  const bytes = new TextEncoder().encode(JSON.stringify(chapters)).length
  if (chapters.length > most || bytes > roomForChapters || !isInOrder) throw new DoubtError('unusual')
}
