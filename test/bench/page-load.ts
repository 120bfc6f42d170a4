import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import type { Addresses } from '../../local/addresses'
import { enter, somebody, whenTrue, withPage } from './page-site'

/** How much slower the processor is made. */
const slowdown = 4
const rounds = 5
/** After the last long task nothing more is pending once there was none for so long. Milliseconds. */
const calm = 1000

export interface Load {
  /** Milliseconds of each round. */
  readonly stranger: readonly number[]
  readonly returning: readonly number[]
  /** Bytes of all scripts that were loaded before anything was dropped, each gzipped. */
  readonly scriptBytes: number
}

/** How soon the page can be used when it is opened for the first time, with nothing in the browser's cache: by somebody who has to sign in, and by somebody who is signed in. */
export async function load(addresses: Addresses): Promise<Load> {
  const who = await somebody(addresses)
  const storageState = await withPage(addresses, async (page) => {
    await enter(page, addresses, who)
    return page.context().storageState()
  })
  const stranger: number[] = []
  const returning: number[] = []
  const scripts = new Set<string>()
  const see = (page: Page) =>
    page.on('request', (request) => request.resourceType() === 'script' && scripts.add(request.url()))
  for (let round = 0; round < rounds; round++) {
    const open = (control: string) => (page: Page) => {
      see(page)
      return interactive(page, addresses.page, control)
    }
    stranger.push(await withPage(addresses, open('input[type=email]')))
    returning.push(await withPage(addresses, open('.choose'), { storageState }))
  }
  return { stranger, returning, scriptBytes: [...scripts].reduce((sum, url) => sum + gzipped(url), 0) }
}

/** Milliseconds from the start of the navigation until the control has been painted and no long task is pending that began before. */
async function interactive(page: Page, address: string, control: string): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await page.addInitScript(`
    window.tasks = []
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.startTime + task.duration)))
      .observe({ type: 'longtask', buffered: true })
    const look = () => {
      if (!document.querySelector(${JSON.stringify(control)})?.checkVisibility()) return requestAnimationFrame(look)
      requestAnimationFrame(() => setTimeout(() => { window.paintedAt = performance.now() }))
    }
    requestAnimationFrame(look)
  `)
  await page.goto(address)
  const busyUntil = 'Math.max(paintedAt, ...tasks)'
  return whenTrue(page, `window.paintedAt !== undefined && performance.now() - ${busyUntil} > ${calm} && ${busyUntil}`)
}

/** Of a file of the built page. */
function gzipped(url: string): number {
  return gzipSync(readFileSync(join('.build/web', new URL(url).pathname))).length
}
