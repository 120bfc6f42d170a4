import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { makeVideo } from '../../support/media'
import { findings } from '../../support/page/axe'
import { temporaryFolder } from '../../support/temporary-folder'
import { sampleVideo } from '../support/media'
import { library, row } from './support'

const folder = temporaryFolder('trim')
function beginning(page: Page) {
  return page.getByRole('slider', { name: 'Beginning' })
}

function end(page: Page) {
  return page.getByRole('slider', { name: 'End' })
}

function from(page: Page) {
  return page.getByLabel('From')
}

function to(page: Page) {
  return page.getByLabel('To', { exact: true })
}

async function stage(page: Page, path: string): Promise<void> {
  await page.getByLabel('Choose videos or recordings').setInputFiles(path)
  await page.getByText('Options').click()
}

it('selects a part on the waveform by keys, by pointer and by typing, plays it, and converts that part', async () => {
  const { page } = await library()
  await stage(page, await sampleVideo({ seconds: 20, name: 'part.mp4' }))
  await beginning(page).waitFor()
  await expectText(page, 'Beginning', '0:00 of 0:20')
  await expectText(page, 'End', '0:20 of 0:20')

  await beginning(page).press('ArrowRight')
  await beginning(page).press('PageUp')
  await beginning(page).press('Shift+ArrowLeft')
  await end(page).press('PageDown') // the start handle stops it
  expect([await from(page).inputValue(), await to(page).inputValue()]).toEqual(['0:10.9', '0:11'])

  await to(page).fill('0:16')
  await expectText(page, 'End', '0:16 of 0:20')
  await to(page).fill('')
  await expectText(page, 'End', '0:20 of 0:20')

  const wave = await page.locator('.trim-wave').boundingBox()
  if (!wave) throw new Error('There is no waveform')
  const at = (share: number) => [wave.x + share * wave.width, wave.y + wave.height / 2] as const
  await page.mouse.move(...at(0.97))
  await page.mouse.down()
  await page.mouse.move(...at(0.9), { steps: 3 })
  await page.mouse.move(...at(0.75), { steps: 3 })
  expect(await to(page).inputValue()).toMatch(/^0:1(5|4\.9|5\.1)$/) // already on the way
  await page.mouse.up()
  await end(page).press('End')
  await beginning(page).press('Home')
  expect([await from(page).inputValue(), await to(page).inputValue()]).toEqual(['', ''])
  expect(await findings(page)).toEqual([])

  await from(page).fill('0:18')
  await page.getByRole('button', { name: 'Play this part' }).click()
  await page.locator('.trim-place:not([hidden])').waitFor()
  await page.getByRole('button', { name: 'Play this part' }).waitFor() // it stopped at the end of the part

  await from(page).fill('0:04.5')
  await end(page).press('PageDown')
  await page.getByRole('button', { name: 'Lift the sound' }).click()
  await row(page, 'part.mp3').getByText('0:06').waitFor() // 5.5 s
  // They belonged to that one recording.
  expect([await from(page).inputValue(), await to(page).inputValue()]).toEqual(['', ''])
})

it('has the two fields alone where the browser cannot decode the sound, and where there are several files', async () => {
  const { page } = await library()
  const path = await makeVideo(join(folder, 'cinema.mp4'), { more: ['-c:a', 'ac3'] })
  await stage(page, path)
  await page.getByText('Only the sound is sent').waitFor()
  await to(page).fill('0:01')
  expect(await beginning(page).count()).toBe(0)
  const film = await sampleVideo({ seconds: 2 })
  await page.getByLabel('Choose videos or recordings').setInputFiles([film, path])
  await page.getByText('3 files').waitFor()
  expect(await beginning(page).count()).toBe(0)
  expect(await to(page).inputValue()).toBe('0:01')
  await rm(path)
})

it('stops reading a file when its options are closed, and starts again when they are opened', async () => {
  const { page } = await library()
  // Slow decoders that would take half a minute, and count how many of them were opened and closed.
  await page.addInitScript(`
    const { configure, decode, flush, close } = AudioDecoder.prototype
    let [turn, waiting] = [Promise.resolve(), 0]
    let [opened, closed] = [0, 0]
    const tell = () => { document.documentElement.dataset.decoders = opened + ' opened, ' + closed + ' closed' }
    AudioDecoder.prototype.configure = function (config) { opened++; tell(); configure.call(this, config) }
    AudioDecoder.prototype.decode = function (chunk) {
      waiting++
      turn = turn.then(() => new Promise((resolve) => setTimeout(resolve, 35)))
      turn = turn.then(() => { waiting--; if (this.state === 'configured') decode.call(this, chunk) })
    }
    Object.defineProperty(AudioDecoder.prototype, 'decodeQueueSize', { get: () => waiting })
    AudioDecoder.prototype.flush = function () { return turn.then(() => flush.call(this)) }
    AudioDecoder.prototype.close = function () { closed++; tell(); close.call(this) }
  `)
  await page.reload()
  const decoders = (opened: number, closed: number) =>
    page.locator(`html[data-decoders="${opened} opened, ${closed} closed"]`).waitFor()
  await stage(page, await sampleVideo({ seconds: 20 }))
  await beginning(page).waitFor() // it can be trimmed before the waveform is complete
  await decoders(1, 0)
  await page.getByText('Options').click()
  await decoders(1, 1)
  await page.getByText('Options').click()
  await decoders(2, 1)
  await page.getByRole('button', { name: /^Remove .*/ }).click()
  await decoders(2, 2)
})

async function expectText(page: Page, name: string, text: string): Promise<void> {
  expect(await page.getByRole('slider', { name }).getAttribute('aria-valuetext')).toBe(text)
}
