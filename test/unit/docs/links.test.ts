import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** Folders that are generated or installed. */
const notOurs = new Set(['node_modules', '.git', '.build', '.audiolift', 'dist'])

function markdownUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : markdownUnder(join(folder, entry.name))
    return entry.name.endsWith('.md') ? [join(folder, entry.name)] : []
  })
}

const pages = markdownUnder('.')

/** A page without its fenced code blocks, which may hold anything. */
function proseOf(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
}

function linksOf(page: string): string[] {
  const prose = proseOf(page)
  const targets = [/\]\(([^)\s]+)\)/g, /\b(?:src|srcset|href)="([^"\s]+)"/g].flatMap((pattern) =>
    [...prose.matchAll(pattern)].map(([, target = '']) => target),
  )
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

/** The anchors that GitHub makes of a page's headings: lower case, no punctuation, hyphens for spaces, numbered when repeated. */
function anchorsOf(page: string): Set<string> {
  const seen = new Map<string, number>()
  const anchors = [...proseOf(page).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-')
    const earlier = seen.get(anchor) ?? 0
    seen.set(anchor, earlier + 1)
    return earlier === 0 ? anchor : `${anchor}-${earlier}`
  })
  return new Set(anchors)
}

/** Paths of the repository that a page names as code, such as `lib/stages.ts`. Patterns with placeholders are left out. */
function namedFilesOf(page: string): string[] {
  const inRepository = /^(?:bin|lib|lambdas|client|cli|web|local|media|options|test|docs)\/[\w./-]+$/
  return [...proseOf(page).matchAll(/`([^`\s]+)`/g)]
    .map(([, name = '']) => name.replace(/:\d+$/, ''))
    .filter((name) => inRepository.test(name))
}

it('finds the pages', () => expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/adr/README.md'])))

describe.each(pages)('%s', (page) => {
  it('has links that lead somewhere', () => {
    const dead = linksOf(page).filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : normalize(join(dirname(page), path))
      if (!existsSync(target)) return true
      return anchor !== undefined && !anchorsOf(target).has(anchor)
    })
    expect(dead).toEqual([])
  })

  // A decision is a page of its time: what it names may have been replaced since.
  if (!/^docs\/adr\/\d/.test(page))
    it('names files that exist', () => expect(namedFilesOf(page).filter((name) => !existsSync(name))).toEqual([]))
})

describe('the list of decisions', () => {
  const decisions = readdirSync('docs/adr').filter((name) => /^\d{4}-/.test(name))

  it('links every decision under its number', () => {
    const list = readFileSync('docs/adr/README.md', 'utf8')
    expect(decisions.filter((name) => !list.includes(`[${name.slice(0, 4)}](${name})`))).toEqual([])
  })

  it('gives each number once', () => {
    const numbers = decisions.map((name) => name.slice(0, 4))
    expect(numbers).toEqual([...new Set(numbers)])
  })
})
