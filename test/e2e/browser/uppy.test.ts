import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { waitForJob } from '../../../client/api/wait'
import { throttle } from '../../support/page/network'
import { page as site, user } from '../support/cloud'
import { storedSha256 } from '../support/stored-source'
import { chooseFile, type OwnBrowser, openBrowser } from './browser'

const MiB = 1024 ** 2
/** At most three parts of 16 MiB. */
const size = 40 * MiB

let folder: string
const browsers: OwnBrowser[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audiolift-uppy-'))
})
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.kill()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The page's bundle, under the site's own origin. */
async function serve(page: Page): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: ['test/e2e/browser/uppy-page.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    tsconfig: 'web/tsconfig.json',
  })
  const html =
    '<!doctype html><title>Uppy</title><div id="dashboard"></div><script type="module" src="/uppy.js"></script>'
  await page.route('**/uppy.html*', (route) => route.fulfill({ contentType: 'text/html', body: html }))
  await page.route('**/uppy.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: outputFiles[0]?.text ?? '' }),
  )
}

it('Uppy goes on after the browser was killed in the middle, and the right bytes arrive', async () => {
  const { client, token } = await user()
  const content = randomBytes(size)
  const video = join(folder, 'film.mp4')
  await writeFile(video, content)
  const start = async (): Promise<OwnBrowser> => {
    const browser = await openBrowser(join(folder, 'profile'))
    browsers.push(browser)
    await serve(browser.page)
    await browser.page.goto(`${site()}/uppy.html#token=${token}`)
    await browser.page.locator('.uppy-Dashboard-inner').waitFor()
    // While Playwright intercepts requests, it answers preflights itself instead of the storage.
    await browser.page.unrouteAll()
    return browser
  }
  const choose = ({ page }: OwnBrowser) => chooseFile(page, 'input.uppy-Dashboard-input', video)
  const send = ({ page }: OwnBrowser) => page.locator('.uppy-StatusBar-actionBtn--upload').click()

  const first = await start()
  await throttle(first.page, { upload: 8 * MiB })
  await choose(first)
  await send(first)
  const jobId = await until(async () => (await client.jobs()).jobs[0]?.id)
  await until(async () => (await client.arrivedParts(jobId)).parts.length > 0 || undefined)
  const progress = await first.page.locator('.uppy-StatusBar-statusSecondary').textContent()
  await first.kill()
  browsers.pop()
  const before = await client.arrivedParts(jobId)
  expect(before.parts.length).toBeLessThan(before.partCount)
  expect(progress).not.toBe('')

  const second = await start()
  const sent: string[] = []
  second.page.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()))
  // Too large to be kept in the browser: the user chooses it again, and the parts that arrived are not sent again.
  await second.page.locator('.uppy-Dashboard-Item-reSelect').click()
  await choose(second)
  await send(second)
  await second.page.waitForFunction('document.title.startsWith("done ")')

  expect(await second.page.title()).toBe(`done ${jobId}`)
  expect(sent).toHaveLength(before.partCount - before.parts.length)
  await waitForJob(client, jobId)
  expect(await storedSha256((await client.me()).id, jobId)).toBe(createHash('sha256').update(content).digest('hex'))
})

/** Retries until there is an answer. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
