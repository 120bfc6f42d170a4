import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPage } from '../../../web/build'

describe('the built page', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audiolift-'))
    await writeFile(join(folder, 'main-AAAAAAAA.js'), 'of an earlier build')
    await writeFile(join(folder, 'notes.txt'), 'not ours')
    await buildPage(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('refers to its script, style and icon by names that carry a hash', async () => {
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    const references = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].flatMap(([, path]) => path ?? [])

    expect(references).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\/main-[A-Z0-9]{8}\.js$/),
        expect.stringMatching(/^\/style-[A-Z0-9]{8}\.css$/),
        expect.stringMatching(/^\/icon-[A-Z0-9]{8}\.svg$/),
      ]),
    )
    for (const path of references) await expect(readFile(join(folder, path))).resolves.not.toHaveLength(0)
  })

  it('has nothing in it that a strict content security policy forbids', async () => {
    const html = await readFile(join(folder, 'index.html'), 'utf8')

    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?:/)
  })

  it('loads what takes videos apart only when it is needed', async () => {
    const files = await readdir(folder)
    const [main] = files.filter((name) => /^main-(?!AAAAAAAA)\w{8}\.js$/.test(name))
    const [lazy] = files.filter((name) => /^in-browser-\w{8}\.js$/.test(name))
    const script = await readFile(join(folder, main ?? ''), 'utf8')

    expect(script).toContain(`import("./${lazy}")`)
    // Whatever it imports at once counts, too.
    const first = [...script.matchAll(/from\s*"\.\/([^"]+)"|import\s*"\.\/([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '')
    const bytes = await Promise.all([main ?? '', ...first].map((name) => readFile(join(folder, name))))
    expect(bytes.reduce((sum, each) => sum + gzipSync(each).length, 0)).toBeLessThan(40_000)
    expect(first).not.toContain(lazy)
  })

  it('leaves what an earlier build wrote behind, and only that', async () => {
    const files = await readdir(folder)

    expect(files).not.toContain('main-AAAAAAAA.js')
    expect(files).toContain('notes.txt')
  })
})
