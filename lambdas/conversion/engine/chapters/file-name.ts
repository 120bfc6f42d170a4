import { withoutHiddenCharacters } from '../../../../protocol/text'

/** Bytes of UTF-8: file systems take 255, and some tools put the name of the zip in front. */
const mostBytes = 120

/** What Windows takes for something else in a name, slashes among them. */
const unfit = /[<>:"/\\|?*]/g

/** Nobody sees these either, and they make names differ that look alike; two of them hold emoji and letters together. */
const invisible = /(?!\u200c|\u200d)\p{Cf}/gu

/**
 * The name of a chapter's file: safe on every system, for any title. The number in front keeps the order, makes names
 * unique, and avoids names that are reserved (`CON`) or begin with a dot or a dash.
 *
 * @param number from 1 @param count of the chapters
 */
export function chapterFileName(number: number, count: number, title: string, extension: string): string {
  const counted = String(number).padStart(Math.max(String(count).length, 2), '0')
  const readable = withoutHiddenCharacters(title.normalize('NFC')).replace(invisible, '').replace(unfit, '-')
  return `${`${counted} ${shortened(readable)}`.replace(/[\s.]+$/u, '')}.${extension}`
}

/** What people see as one character is kept or left out as a whole. */
function shortened(text: string): string {
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, mostBytes))) {
    if (Buffer.byteLength(kept + segment) > mostBytes) break
    kept += segment
  }
  return kept
}
