import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'
import { chromium } from '../../support/chromium'

export interface OwnBrowser {
  readonly page: Page
  /** SIGKILL to all of its processes, as in a crash: nothing is saved. */
  kill(): Promise<void>
}

/** A separate Chromium, with a profile that outlives it. */
export async function openBrowser(profile: string): Promise<OwnBrowser> {
  const { executablePath, args } = chromium()
  const own = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-first-run']
  // A page from the test itself has no address, and such a page may not send requests to loopback, where the storage is.
  own.push('--disable-features=LocalNetworkAccessChecks')
  const child = spawn(executablePath, [...args, ...own, 'about:blank'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const browser: Browser = await playwright.connectOverCDP(await addressOf(child))
  const context = browser.contexts()[0]
  if (!context) throw new Error('The browser has no context')
  const page = context.pages()[0] ?? (await context.newPage())
  return {
    page,
    async kill() {
      const closed = once(child, 'close')
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      await closed
      await browser.close()
    },
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error('The browser says nothing')
  for await (const line of createInterface(child.stderr)) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (!address) continue
    child.stderr.resume()
    return address
  }
  throw new Error('The browser did not start')
}

/** Like a choice in the file dialogue. Playwright would send the file's content to a browser that it has not started. */
export async function chooseFile(page: Page, input: string, path: string): Promise<void> {
  await page.locator(input).first().waitFor({ state: 'attached' })
  const session = await page.context().newCDPSession(page)
  const { root } = await session.send('DOM.getDocument')
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: input })
  await session.send('DOM.setFileInputFiles', { nodeId, files: [path] })
}
