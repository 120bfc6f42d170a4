import type { Page } from 'playwright-core'

export interface Network {
  /** Bytes a second that the page may send; -1 is as fast as it goes. */
  readonly upload?: number
  /** Milliseconds that each answer takes at least. */
  readonly latency?: number
}

/** From now on the page's network is as slow as this. */
export async function throttle(page: Page, { upload = -1, latency = 0 }: Network): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: -1,
    uploadThroughput: upload,
  })
}

/** Holds back the answers to what matches the pattern; `come` lets them through. */
export async function holdBack(page: Page, pattern: string): Promise<{ readonly come: () => void }> {
  let come = () => {}
  const coming = new Promise<void>((resolve) => {
    come = resolve
  })
  await page.route(pattern, async (route) => {
    await coming
    await route.continue()
  })
  return { come }
}
