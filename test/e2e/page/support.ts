import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launch, open, type Watched } from '../../support/page/browser'
import { addresses, page as site, type User, user } from '../support/cloud'

let browser: Browser | undefined
const watched: Watched[] = []

beforeAll(async () => {
  browser = await launch()
})
afterEach(async () => {
  const complaints = watched.flatMap((one) => one.complaints)
  await Promise.all(watched.splice(0).map(({ page }) => page.context().close()))
  expect(complaints).toEqual([])
})
afterAll(() => browser?.close())

/** A new page of the site, in a browser of its own. Any error in the page fails its test. */
export async function newPage(options: BrowserContextOptions = {}, address = site()): Promise<Page> {
  if (!browser) throw new Error('There is no browser yet')
  const origins = [site(), new URL(addresses().emulator).origin]
  const one = await open(browser, origins, options)
  watched.push(one)
  await one.page.goto(address)
  return one.page
}

export async function signIn(
  page: Page,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Library' }).waitFor()
}

/** A new user, with the library open. */
export async function library(
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly who: User }> {
  const who = await user()
  const page = await newPage(options)
  await signIn(page, who)
  return { page, who }
}

/** Chooses files and starts their conversion. */
export async function convert(page: Page, files: string[]): Promise<void> {
  await page.getByLabel('Choose videos or recordings').setInputFiles(files)
  await page.getByRole('button', { name: 'Lift the sound' }).click()
}

/** The row of a recording. */
export function row(page: Page, name: string | RegExp) {
  return page.locator('.row').filter({ has: page.getByRole('heading', { name }) })
}
