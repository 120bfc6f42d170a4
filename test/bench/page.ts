import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMain } from '../../local/errors'
import { startLocalCloud } from '../../local/local-cloud'
import { printSteps } from '../../local/steps'
import type { Figure } from './chart'
import { headline, upload } from './page-headline'
import { load } from './page-load'
import { scroll } from './page-scroll'
import { keep } from './report'
import { makeFilm } from './smart-film'
import { median } from './statistics'

const minutes = 20
const jobs = 1000

/** Of the film's AAC. Bytes a second. */
const soundRate = 128e3 / 8

/**
 * `npm run bench:page [-- FILM]`: what somebody waits for on the page, in Chromium, on a local cloud of its own, which shares the cores
 * with the browser. The film is made, unless one that was made before is given. Prints a table and writes `docs/benchmarks/page.json` and `.svg`.
 */
runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audiolift-bench-'))
  try {
    const film = process.argv[2] ?? (await makeFilm(folder, minutes)).path
    const cloud = await startLocalCloud({ home: '.audiolift/bench', onStep: printSteps(console.log) })
    try {
      const opened = await load(cloud.addresses)
      const lifted = await headline(cloud.addresses, film)
      const scrolled = await scroll(cloud.addresses, jobs)
      const figures: Figure[] = [
        { name: `Film of ${minutes} min, 20 Mb/s: drop to MP3`, value: lifted.seconds.finished, unit: 's', limit: 30 },
        {
          name: 'Sent of it',
          value: lifted.sentBytes / 1e6,
          unit: 'MB',
          limit: (1.1 * minutes * 60 * soundRate) / 1e6,
        },
        { name: 'Scripts before the drop, gzipped', value: opened.scriptBytes / 1000, unit: 'KB', limit: 200 },
        { name: 'Interactive: sign-in, CPU 4 × slower', value: median(opened.stranger) / 1000, unit: 's', limit: 1.5 },
        { name: 'Interactive: library, CPU 4 × slower', value: median(opened.returning) / 1000, unit: 's', limit: 1.5 },
        { name: `Tasks over 50 ms, ${jobs} jobs scrolled`, value: scrolled.longTasks.length, unit: '', limit: 0 },
      ]
      // Nobody has the patience to send all of it; its first bytes tell how long that would take.
      const { size: bytes } = statSync(film)
      const whole = { bytes, computedSeconds: bytes / lifted.rates.plain, atBytesPerSecond: upload }
      console.log(`All ${whole.bytes} bytes of the film would take ${Math.round(whole.computedSeconds)} s.`)
      return keep('page', 'The page: measured, and the limit', figures, { whole, lifted, opened, scrolled }) ? 0 : 1
    } finally {
      await cloud.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
