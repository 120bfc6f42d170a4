import { join } from 'node:path'
import { makeVideo, withChapters } from '../../support/media'
import { temporaryFolder } from '../../support/temporary-folder'
import { serveFile } from '../support/file-server'
import { sampleVideo } from '../support/media'
import { convert, library, newPage, row } from './support'

const folder = temporaryFolder('features')

/** The media key handlers (keyboards, headphones) that the page registered in the browser. */
const noteMediaKeys = `
  window.mediaKeys = {}
  navigator.mediaSession.setActionHandler = (action, handler) => { window.mediaKeys[action] = handler }
`

it('fetches a film from an address, plays it with its own chapters, and obeys the keys of headphones', async () => {
  const { page } = await library()
  await page.addInitScript(noteMediaKeys)
  await page.reload()
  const bare = await makeVideo(join(folder, 'bare.mp4'), { seconds: 12 })
  const film = await withChapters(bare, join(folder, 'lecture.mp4'), [
    [0, 4000, 'Welcome'],
    [4000, 12_000, 'What a wave is'],
  ])
  const server = await serveFile(film)
  try {
    await page.getByLabel('Or the address of a video').fill(server.url)
    await page.getByRole('button', { name: 'Fetch' }).click()
    await row(page, 'lecture.mp3').getByRole('button', { name: /^Play/ }).click()
  } finally {
    await server.close()
  }

  await page.getByText('Chapters (2)').click()
  expect(await page.locator('.wave-mark').count()).toBe(2)
  await page.getByRole('button', { name: 'What a wave is' }).click()
  const position = page.getByRole('slider', { name: 'Position' })
  await page.locator('.wave[aria-valuetext$="What a wave is"]').waitFor()
  await position.press('PageUp')
  await page.locator('.wave[aria-valuetext$="Welcome"]').waitFor()

  const press = (action: string, details = {}) =>
    page.evaluate(`window.mediaKeys[${JSON.stringify(action)}](${JSON.stringify(details)})`)
  await press('pause')
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  await press('seekto', { seekTime: 7 })
  await page.locator('.wave[aria-valuenow="7"]').waitFor()
  await press('seekbackward', { seekOffset: 5 })
  await page.locator('.wave[aria-valuenow="2"]').waitFor()
  await press('seekforward') // by ten seconds, to the end
  await page.locator('.wave[aria-valuenow="12"]').waitFor()
  await press('play')
  expect(await page.evaluate('navigator.mediaSession.metadata.title')).toBe('lecture.mp3')
  await press('stop')
  await page.locator('.player').waitFor({ state: 'detached' })
  expect(await page.evaluate('Object.values(window.mediaKeys).every((handler) => handler === null)')).toBe(true)
})

it('finds recordings by name and state, and shows what they use', async () => {
  const { page, who } = await library()
  await convert(page, [
    await sampleVideo({ seconds: 1, name: 'Café.mp4' }),
    await sampleVideo({ seconds: 1, name: 'beach.mp4', audio: false }),
  ])
  await row(page, 'Café.mp3').waitFor()
  await row(page, 'beach.mp4').getByText('Failed').waitFor()

  const names = () => page.locator('.row-name').allTextContents()
  await page.getByText('Failed', { exact: true }).first().click()
  await row(page, 'Café.mp3').waitFor({ state: 'detached' })
  await row(page, 'beach.mp4').waitFor()
  expect(await names()).toEqual(['beach.mp4'])
  await page.getByLabel('Search by name').fill('CAFE')
  await page.getByText('Nothing found').waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
  await row(page, 'beach.mp4').waitFor()
  await page.getByLabel('Search by name').fill('CAFE')
  await row(page, 'beach.mp4').waitFor({ state: 'detached' })
  await row(page, 'Café.mp3').waitFor()
  expect(await names()).toEqual(['Café.mp3'])

  await page.getByRole('link', { name: 'Account' }).click()
  await page.getByText('Largest kept videos').waitFor()
  const { jobsPerDay, storedBytes } = await who.client.quota()
  const today = page.getByRole('meter', { name: 'Conversions today', exact: true })
  expect([await today.getAttribute('value'), await today.getAttribute('max')]).toEqual(['2', String(jobsPerDay.limit)])
  expect(await page.getByRole('meter', { name: 'Kept videos' }).getAttribute('value')).toBe(String(storedBytes.used))
  expect((await page.locator('.plain-name').allTextContents()).slice(0, 2).sort()).toEqual(['Café.mp4', 'beach.mp4'])
})

it('says in German what is wrong with a field', async () => {
  const page = await newPage({ locale: 'de-DE' })
  await page.getByRole('button', { name: 'Konto anlegen' }).first().click()
  await page.getByLabel('E-Mail').fill('ada@example.org')
  await page.getByLabel('Passwort', { exact: true }).fill('zu kurz')
  await page.locator('form button[type=submit]').click()
  await page.getByText('Das Passwort braucht mindestens 12 Zeichen').waitFor()
})
