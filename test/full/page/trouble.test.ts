import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OwnBrowser } from '../../e2e/browser/browser'
import { convert, library, newPage, row } from '../../e2e/page/support'
import { user } from '../../e2e/support/cloud'
import { sampleVideo } from '../../e2e/support/media'
import { throttle } from '../../support/page/network'

const MiB = 1024 ** 2

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audiolift-page-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('says that the API is down, goes on trying, and is up to date when it is back', async () => {
  const { page } = await library()
  const list = page.locator('.empty')
  await list.waitFor()
  const before = await list.boundingBox()
  await page.route('**/v1/**', (route) => route.abort())
  await page.evaluate("dispatchEvent(new Event('online'))")
  await page.getByText('Connection lost.').waitFor()
  expect(await list.boundingBox()).toEqual(before) // the layout does not shift
  const film = await sampleVideo({ seconds: 2, name: 'meanwhile.mp4', audio: false })
  await convert(page, [film])
  await row(page, 'meanwhile.mp4').getByText('Upload failed').waitFor()

  await page.unroute('**/v1/**')
  await page.getByText('Connection lost.').waitFor({ state: 'hidden' })
  await row(page, 'meanwhile.mp4')
    .getByRole('button', { name: /^Try again/ })
    .click()
  await row(page, 'meanwhile.mp4').getByText('Failed').waitFor()
})

it('shows on a slow network that it is alive, and can be paused and gone on with', async () => {
  const { page } = await library()
  await throttle(page, { upload: 256 * 1024, latency: 300 })
  const film = join(folder, 'slow.mp4')
  await writeFile(film, randomBytes(3 * MiB))
  await convert(page, [film])
  const slow = row(page, 'slow.mp4')
  await slow.getByText(/Uploading · [1-9]/).waitFor()
  await slow.getByText(/about \d+ s left/).waitFor()
  await slow.getByRole('button', { name: /^Pause/ }).click()
  await slow.getByText(/Paused/).waitFor()
  await throttle(page, {})
  await slow.getByRole('button', { name: /^Resume/ }).click()
  await slow.getByText('Failed').waitFor() // random bytes are not a film
})

it('refuses an empty file at once, and says why', async () => {
  const { page } = await library()
  const nothing = join(folder, 'nothing.mp4')
  await writeFile(nothing, '')
  await page.getByLabel('Choose videos or recordings').setInputFiles(nothing)
  await page.getByText('nothing.mp4 is empty.').waitFor()
  expect(await page.getByRole('button', { name: 'Lift the sound' }).isVisible()).toBe(false)
})

it('is used with nothing but the keyboard', async () => {
  const who = await user()
  const page = await newPage()
  await page.keyboard.type(who.email) // the first field has the focus
  await page.keyboard.press('Tab')
  await page.keyboard.type(who.password)
  await page.keyboard.press('Enter')
  await page.getByText('Nothing here yet').waitFor()

  const film = await sampleVideo({ seconds: 3, name: 'short.mp4' })
  const choosing = page.waitForEvent('filechooser')
  await tabTo(page, 'Choose videos or recordings')
  await page.keyboard.press('Enter')
  await (await choosing).setFiles(film)
  await page.getByText('Only the sound is sent').waitFor()
  await tabTo(page, 'Lift the sound')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Play/ }).waitFor()
  await tabTo(page, 'Play: short.mp3')
  await page.keyboard.press('Enter')
  await page.getByRole('slider', { name: 'Position' }).waitFor()
  await page.keyboard.press('End') // the waveform has the focus
  await page.locator('.wave[aria-valuenow="3"]').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.player').waitFor({ state: 'detached' })
  expect(await focused(page)).toBe('Play: short.mp3')
})

/** The name of the focused element. */
function focused(page: OwnBrowser['page']): Promise<string> {
  return page.evaluate(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? ''",
  ) as Promise<string>
}

/** Presses Tab until an element has the focus, like a user who sees the page. */
async function tabTo(page: OwnBrowser['page'], name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if ((await focused(page)) === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not lead to ${name}`)
}
