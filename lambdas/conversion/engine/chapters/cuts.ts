import type { Chapter } from '../model/types'

/** A stretch of the sound that becomes a file of its own. */
export interface Cut {
  /** What is left of the text; empty when there is none. */
  readonly title: string
  /** The first sample, per channel. */
  readonly from: number
  /** The first one behind it; `Infinity`: to the end of the sound, wherever that is. */
  readonly until: number
}

/** Seconds between chapters that are nobody's: times in files are rounded. */
const slack = 0.5

export interface Chapters {
  readonly chapters: readonly Chapter[]
  /** Somebody asked for just these; else they are the source's. */
  readonly isAsked: boolean
  /** Seconds of the sound, as declared. */
  readonly duration: number
}

/**
 * Where to cut. The source's chapters share all of the sound: each goes to the beginning of the next, the first begins with the
 * sound, and the last ends with it. Those that were asked for are as they were asked for, but for what times are rounded by.
 */
export function cutsOf({ chapters, isAsked, duration }: Chapters, sampleRate: number): Cut[] {
  const sorted = [...chapters].sort((a, b) => a.start - b.start)
  const isNear = (from: number, to: number) => !isAsked || to - from <= slack
  const untilOf = ({ end }: Chapter, next: Chapter | undefined): number => {
    if (next) return isNear(end, next.start) ? next.start : end
    return isNear(end, duration) ? Number.POSITIVE_INFINITY : end
  }
  const sample = (seconds: number) => Math.round(seconds * sampleRate)
  return sorted
    .map((chapter, index) => ({
      title: chapter.title,
      from: index === 0 && isNear(0, chapter.start) ? 0 : sample(chapter.start),
      until: sample(untilOf(chapter, sorted[index + 1])),
    }))
    .filter(({ from, until }) => until > from)
}
