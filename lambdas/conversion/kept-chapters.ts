import { longestChapterTitle } from '../../protocol/limits'
import type { Audio } from '../jobs/domain'
import type { ConvertResult } from './engine'

/** A row has 400 KB (DynamoDB's limit), and there is more in it: 64 KB of options may be. Bytes, as JSON. */
const roomForChapters = 100 * 1024

/** The chapters of what was made, as they are kept with its job: times to the millisecond, and as many as there is room for. */
export function keptChapters(chapters: ConvertResult['chapters'] = []): Pick<Audio, 'chapters'> {
  let room = roomForChapters
  const kept = chapters
    .map(({ start, end, title }) => ({ start: toMillisecond(start), end: toMillisecond(end), title: cut(title) }))
    .filter((chapter) => {
      room -= Buffer.byteLength(JSON.stringify(chapter))
      return room >= 0
    })
  return kept.length > 0 ? { chapters: kept } : {}
}

function toMillisecond(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

/** A file's own titles may be pages long. Cut between characters, as half of a surrogate pair is not text. */
function cut(title: string): string {
  return title.length > longestChapterTitle ? [...title].slice(0, longestChapterTitle).join('') : title
}
