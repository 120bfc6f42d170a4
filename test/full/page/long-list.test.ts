import { newPage, signIn } from '../../e2e/page/support'
import { addresses, user } from '../../e2e/support/cloud'
import { storeJobs } from '../../support/page/store-jobs'

it('shows all of 200 jobs when scrolled, and finds one by its name', async () => {
  const who = await user()
  await storeJobs(addresses().emulator, (await who.client.me()).id, 200)
  const page = await newPage()
  await signIn(page, who)
  const rows = page.locator('.rows:not(.skeleton) .row')
  await rows.first().waitFor()
  await page.mouse.move(400, 400)
  while (await page.locator('.more').isVisible()) {
    await page.mouse.wheel(0, 4000)
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
  const names = await page.locator('.row-name').allTextContents()
  expect(names).toEqual(Array.from({ length: 200 }, (_, index) => `Take ${index + 1}.mp3`))

  await page.getByLabel('Search by name').fill('take 137')
  await page.locator('.rows:not(.skeleton) .row:only-child').waitFor()
  expect(await page.locator('.row-name').textContent()).toBe('Take 137.mp3')
})
