import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

  it('leaves what an earlier build wrote behind, and only that', async () => {
    const files = await readdir(folder)

    expect(files).not.toContain('main-AAAAAAAA.js')
    expect(files).toContain('notes.txt')
  })
})
