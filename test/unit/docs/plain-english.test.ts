import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folders with nothing that we wrote, or only generated files. */
const notOurs = new Set(['node_modules', '.git', '.build', '.audiolift', 'dist', 'benchmarks', 'screenshots'])

/** Files with other people's words, or with the words that this test looks for. */
const exempt = new Set(['LICENSE', 'package-lock.json', 'de.ts', 'de-problems.ts', 'plain-english.test.ts'])

/** Old words and literal translations, each with what to write instead. */
const avoided: readonly (readonly [wrong: RegExp, instead: string])[] = [
  [/\banew\b/i, '“again”'],
  [/\blest\b/i, '“in case” or “so that … not”'],
  [/\b(wherein|whereof|thereof|therein)\b/i, '“in which”, “of it” …'],
  [/\bwhoever\b/i, 'the person: “a user who”, “the caller”'],
  [/\bnone of ours\b/i, '“not one of ours” or “invalid”'],
  [/(?<!there )\b(is|was|are|were) no (?!longer\b|more\b)/i, '“is not a”'],
  [/\bas it was (read|written)\b/i, '“unchanged since it was read”'],
]

function textFilesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : textFilesUnder(path)
    return /\.(ts|mjs|js|c|py|html|md|json)$/.test(entry.name) && !exempt.has(entry.name) ? [path] : []
  })
}

/** A text as one line per sentence or so: comments and paragraphs wrap in the middle of a phrase. */
function unwrapped(text: string): string {
  return text.replaceAll(/\s*\n\s*(\*(?!\/)|\/\/)?\s*/g, ' ')
}

it.each(avoided)('nobody reads %p: write %s', (wrong) => {
  const found = textFilesUnder('.').flatMap((file) => {
    const text = unwrapped(readFileSync(file, 'utf8'))
    const match = wrong.exec(text)
    return match ? [`${file}: …${text.slice(Math.max(0, match.index - 40), match.index + 40)}…`] : []
  })
  expect(found).toEqual([])
})
