import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core'
import { chromium } from '../chromium'

export function launch(): Promise<Browser> {
  const { executablePath, args } = chromium()
  return playwright.launch({ executablePath, args: [...args, '--autoplay-policy=no-user-gesture-required'] })
}

export interface Watched {
  readonly page: Page
  /** What must be empty: errors of scripts, what the content security policy refused, and requests to anybody else. */
  readonly complaints: string[]
}

/** A page in a context of its own, which tells what goes wrong in it. `origins` are those that it may talk to. */
export async function open(
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (/content security|trusted/i.test(message.text())) complaints.push(message.text())
  })
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && !origins.includes(origin)) complaints.push(`asked ${origin}`)
  })
  return { page, complaints }
}
