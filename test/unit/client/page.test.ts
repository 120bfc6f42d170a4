import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPage } from '../../../web/build'

describe('the built page', () => {
  let folder: string
  let html: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audiolift-'))
    await mkdir(join(folder, 'assets'))
    await writeFile(join(folder, 'assets/index-aaaaaaaa.js'), 'of an earlier build')
    await writeFile(join(folder, 'notes.txt'), 'not ours')
    await buildPage(folder)
    html = await readFile(join(folder, 'index.html'), 'utf8')
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true }))

  /** What the page refers to, from its root. */
  const references = () => [...html.matchAll(/(?:src|href)="(\/[^"]+\.\w+)"/g)].flatMap(([, path]) => path ?? [])

  it('refers to its script, style, font and icon by names that carry a hash', async () => {
    expect(references()).toEqual(
      expect.arrayContaining(
        ['js', 'css', 'svg', 'woff2'].map((type) =>
          expect.stringMatching(new RegExp(`^/assets/[\\w-]+-[0-9a-f]{8}\\.${type}$`)),
        ),
      ),
    )
    for (const path of references()) await expect(readFile(join(folder, path))).resolves.not.toHaveLength(0)
  })

  it('has nothing in it that a strict content security policy forbids, and nothing of anybody else', async () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?:/)
    const styles = references().filter((path) => path.endsWith('.css'))
    for (const path of styles)
      expect(await readFile(join(folder, path), 'utf8')).not.toMatch(/url\(["']?(?!\/assets\/)|@import/)
  })

  it('loads at most 60 KB of script, gzipped, before anything is dropped', async () => {
    const first = await loadedFirst()
    const sizes = await Promise.all(first.map(async (path) => gzipSync(await readFile(join(folder, path))).length))

    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000)
  })

  it('loads what takes videos apart only when it is needed', async () => {
    const names = await readdir(join(folder, 'assets'))
    const lazy = names.find((name) => /^in-browser-[0-9a-f]{8}\.js$/.test(name))

    expect(lazy).toBeDefined()
    expect(await loadedFirst()).not.toContain(`/assets/${lazy}`)
  })

  it('leaves what an earlier build wrote behind, and only that', async () => {
    expect(await readdir(join(folder, 'assets'))).not.toContain('index-aaaaaaaa.js')
    expect(await readdir(folder)).toContain('notes.txt')
  })

  /** The page's script, and what it imports at once, and so on. */
  async function loadedFirst(): Promise<string[]> {
    const found = new Set(references().filter((path) => path.endsWith('.js')))
    for (const path of found) {
      const script = await readFile(join(folder, path), 'utf8')
      for (const [, name] of script.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g)) found.add(`/assets/${name}`)
    }
    return [...found]
  }
})
