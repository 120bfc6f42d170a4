import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runMain } from '../../../local/errors'
import { en } from '../../../web/words/en'
import { sampleVideo } from '../../e2e/support/media'
import { launch, open } from './browser'
import { now } from './fixtures'
import { screens } from './screens'
import { startSite } from './site'

const folder = 'docs/screenshots'

const sizes = { desktop: { width: 1180, height: 860 }, phone: { width: 390, height: 844 } } as const

/** `npm run screenshots [-- NAME…]`: a picture of every screen, in light and dark, on a desktop and on a phone, into `docs/screenshots/`. */
runMain(async () => {
  const wanted = process.argv.slice(2)
  const site = await startSite()
  const browser = await launch()
  try {
    const video = await sampleVideo({ seconds: 20, name: 'Wedding, both cameras.mp4' })
    if (wanted.length === 0) await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    for (const { name, reach } of screens) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const [size, viewport] of Object.entries(sizes)) {
          const { page } = await open(browser, [], { colorScheme, viewport, reducedMotion: 'reduce' })
          await page.clock.install({ time: now })
          await reach({ page, origin: site.origin, video, words: en })
          await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), animations: 'disabled' })
          await page.context().close()
        }
      }
      console.log(name)
    }
    return 0
  } finally {
    await browser.close()
    await site.stop()
  }
})
