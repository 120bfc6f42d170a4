import type { Addresses } from '../../local/addresses'
import { storeJobs } from '../support/page/store-jobs'
import { enter, somebody, withPage } from './page-site'

/** A turn of the wheel. Pixels. */
const turn = 400

export interface Scroll {
  readonly jobs: number
  /** Milliseconds of each task that took more than 50 while all of the list was scrolled through. */
  readonly longTasks: readonly number[]
  /** Of the list in the end. */
  readonly pixels: number
  readonly seconds: number
}

/** Scrolls through a whole library with the wheel, down to its end and up again; what is older is loaded on the way. */
export function scroll(addresses: Addresses, jobs: number): Promise<Scroll> {
  return withPage(
    addresses,
    async (page) => {
      const who = await somebody(addresses)
      await storeJobs(addresses.emulator, (await who.client.me()).id, jobs)
      await enter(page, addresses, who)
      await page.locator('.row-name').first().waitFor()
      await page.evaluate(`
        window.tasks = []
        new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
          .observe({ type: 'longtask' })
      `)
      await page.mouse.move(500, 400)
      const began = performance.now()
      const wheel = async (by: number, isThere: string): Promise<void> => {
        while (!(await page.evaluate(isThere))) {
          await page.mouse.wheel(0, by)
          await page.evaluate('new Promise(requestAnimationFrame)')
        }
      }
      const rows = "document.querySelectorAll('.rows:not(.skeleton) .row').length"
      const bottom = 'scrollY + innerHeight >= document.documentElement.scrollHeight - 1'
      await wheel(turn, `${rows} === ${jobs} && ${bottom}`)
      await wheel(-turn, 'scrollY === 0')
      const seconds = (performance.now() - began) / 1000
      const pixels = Number(await page.evaluate('document.documentElement.scrollHeight'))
      return { jobs, longTasks: (await page.evaluate('tasks')) as number[], pixels, seconds }
    },
    { viewport: { width: 1180, height: 860 } },
  )
}
