import { randomUUID } from 'node:crypto'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type Client, createClient } from '../../client/api/client'
import { signIn } from '../../local/account'
import type { Addresses } from '../../local/addresses'
import { createSteps } from '../../local/steps'
import { launch, open } from '../support/page/browser'

export interface Somebody {
  readonly client: Client
  readonly email: string
  readonly password: string
}

/** Somebody new, who has an account. */
export async function somebody(addresses: Addresses): Promise<Somebody> {
  const account = { email: `${randomUUID()}@example.org`, password: 'Correct-horse-9-battery' }
  const client = createClient({ baseUrl: addresses.page })
  await signIn(
    client,
    account,
    addresses,
    createSteps(() => undefined),
  )
  return { client, ...account }
}

/** An empty page of a browser of its own, which is closed when `use` has ended. */
export async function withPage<T>(
  { page: site, emulator }: Addresses,
  use: (page: Page) => Promise<T>,
  options: BrowserContextOptions = {},
): Promise<T> {
  const browser = await launch()
  try {
    const { page, complaints } = await open(browser, [site, new URL(emulator).origin], options)
    const result = await use(page)
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
    return result
  } finally {
    await browser.close()
  }
}

/** Opens the library. */
export async function enter(page: Page, { page: site }: Addresses, { email, password }: Somebody): Promise<void> {
  await page.goto(site)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Library' }).waitFor()
}

/** Longest that anything is waited for. Milliseconds. */
const patience = 300_000

/**
 * Looks at each frame until an expression is true of the page; its value then. Playwright's own `waitForFunction` evaluates what the
 * page's policy forbids.
 */
export async function whenTrue(page: Page, expression: string): Promise<number> {
  return Number(
    await page.evaluate(`new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('It has not come true in time')), ${patience})
      const look = () => {
        const found = ${expression}
        if (found) resolve(found)
        else requestAnimationFrame(look)
      }
      look()
    })`),
  )
}
