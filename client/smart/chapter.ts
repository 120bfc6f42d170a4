import { DoubtError } from './doubt'

/** Seconds from the beginning. */
export interface Chapter {
  title: string
  start: number
  end: number
}

/** As many, and titles as long, as the API takes them. */
const most = 500
const longestTitle = 200

/** @throws DoubtError when the API would refuse them: the server makes of the file's own what it can */
export function expectOrdinary(chapters: readonly Chapter[]): void {
  const isInOrder = chapters.every(
    ({ start, end, title }, index) =>
      start >= 0 &&
      end > start &&
      end <= (chapters[index + 1]?.start ?? Number.POSITIVE_INFINITY) &&
      title.trim() !== '' &&
      title.length <= longestTitle,
  )
  if (chapters.length > most || !isInOrder) throw new DoubtError('unusual')
}
