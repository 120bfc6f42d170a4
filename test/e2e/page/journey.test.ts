import { readFile } from 'node:fs/promises'
import { mailedCode } from '../../support/account'
import { holdBack } from '../../support/page/network'
import { addresses, newUser } from '../support/cloud'
import { decodedSamples, sampleVideo } from '../support/media'
import { convert, library, newPage, row } from './support'

it('goes from signing up to hearing the sound, and to the file', async () => {
  const page = await newPage()
  const { email, password } = newUser()
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByLabel('Code').fill(await mailedCode(addresses().inbox, email, 'confirm'))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('Nothing here yet').waitFor()

  const film = await sampleVideo({ seconds: 20, name: 'holiday.mp4' })
  await page.getByLabel('Choose videos or recordings').setInputFiles(film)
  // Before anything is sent, it says how little that will be.
  await page.getByText(/Only the sound is sent: .* instead of/).waitFor()
  await page.getByText('Options').click()
  await page.getByLabel('To', { exact: true }).fill('0:05')
  await page.getByLabel('Title').fill('The sea')
  await page.getByRole('button', { name: 'Lift the sound' }).click()

  const done = row(page, 'holiday.mp3')
  await done.getByRole('button', { name: /^Play/ }).click()
  const position = page.getByRole('slider', { name: 'Position' })
  await page.locator('.wave:not([aria-valuenow="0"])').waitFor() // it plays
  await position.press('End')
  await page.locator('.wave[aria-valuenow="5"]').waitFor()

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    done.getByRole('button', { name: /^Download/ }).click(),
  ])
  expect(download.suggestedFilename()).toBe('holiday.mp3')
  const saved = await download.path()
  expect(await decodedSamples(saved)).toBe(5 * 44_100)
  expect((await readFile(saved)).includes('The sea')).toBe(true)

  // A reload needs no password, and the page is there before the API has answered.
  const answers = await holdBack(page, '**/v1/**')
  await page.reload()
  await page.getByText('Choose files').waitFor()
  await page.getByText(email).waitFor()
  answers.come()
  await row(page, 'holiday.mp3').waitFor()
})

it('says in plain words why a file cannot be converted, and forgets it only when nobody wants it back', async () => {
  const { page, who } = await library()
  const wrong = await sampleVideo({ seconds: 2, name: 'silent.mp4', audio: false })
  await convert(page, [wrong])
  const failed = row(page, 'silent.mp4')
  await failed.getByText('Failed').waitFor()
  await failed.getByText(/sound/).waitFor()

  await failed.getByRole('button', { name: /^Delete/ }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await failed.waitFor()
  await failed.getByRole('button', { name: /^Delete/ }).click()
  await failed.waitFor({ state: 'detached' })
  expect((await who.client.jobs()).jobs).toHaveLength(1)
  const gone = page.waitForResponse((response) => response.request().method() === 'DELETE' && response.ok())
  await gone
  expect((await who.client.jobs()).jobs).toHaveLength(0)
})
