import type { Tags as AskedTags } from '../../../../options/table'
import { mostChapters } from '../../../../protocol/limits'
import { withoutHiddenCharacters } from '../../../../protocol/text'
import type { Chapter } from '../model/types'

/** The tags of a source that go into the audio. Only these are copied, since phones also write where a video was taken. */
const kept = [
  'title',
  'artist',
  'album',
  'album_artist',
  'composer',
  'genre',
  'track',
  'disc',
  'date',
  'comment',
  'copyright',
  'language',
  'publisher',
] as const

export type Tags = Partial<Record<(typeof kept)[number], string>>

/** Characters of one tag. */
const maxLength = 2000

/** The tags of the whole file out of ffmpeg's `ffmetadata` format (ffmpeg-formats, "Metadata"): sections are left out. */
export function parseFfmetadata(text: string): Tags {
  const tags: Tags = {}
  for (const line of linesOf(text)) {
    if (line.startsWith('[')) break
    const equals = unescapedIndex(line, '=')
    if (equals < 0) continue
    const [key, value] = [line.slice(0, equals).toLowerCase(), line.slice(equals + 1)]
    const name = kept.find((tag) => tag === key)
    if (name && value) tags[name] = unescaped(value)
  }
  return tags
}

/** A line goes on behind a line break that has a backslash in front of it. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = unescapedIndex(text, '\n', start)
    yield text.slice(start, end < 0 ? undefined : end)
    start = end < 0 ? text.length : end + 1
  }
}

/** Where the character is without a backslash in front of it, or -1. A loop, as a pattern's stack has no room for megabytes. */
function unescapedIndex(text: string, character: string, from = 0): number {
  for (let index = from; index < text.length; index++) {
    if (text[index] === '\\') index++
    else if (text[index] === character) return index
  }
  return -1
}

/** The source's tags with those that were asked for in their place; an empty one leaves the source's out. */
export function mergeTags(source: Tags, asked: AskedTags = {}): Tags {
  const { albumArtist, ...others } = asked
  const merged: Tags = { ...source, ...others, ...(albumArtist !== undefined && { album_artist: albumArtist }) }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value))
}

/** The chapters out of `ffmetadata`; those that make no sense are left out. */
export function parseChapters(text: string): Chapter[] {
  return text
    .split(/^\[CHAPTER\]$/m)
    .slice(1)
    .flatMap((section) => {
      const field = (name: string) => new RegExp(`^${name}=((?:\\\\[\\s\\S]|[^\\\\\n])*)`, 'm').exec(section)?.[1]
      const [numerator = 0, denominator = 0] = (field('TIMEBASE') ?? '').split('/').map(Number)
      const seconds = (name: string) => (Number(field(name)) * numerator) / denominator
      const [start, end] = [seconds('START'), seconds('END')]
      const title = unescaped(field('title') ?? '')
      return start >= 0 && end > start && Number.isFinite(end) ? [{ start, end, title }] : []
    })
    .slice(0, mostChapters)
}

/** Cut before it is cleaned, so that a tag of many megabytes takes no time, and no half of a character is left. */
function unescaped(value: string): string {
  return withoutHiddenCharacters(
    value
      .slice(0, 2 * maxLength)
      .replace(/\\([\s\S])/g, '$1')
      .slice(0, maxLength),
  )
}
