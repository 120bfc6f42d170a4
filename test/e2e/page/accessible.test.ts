import { readFileSync } from 'node:fs'
import type { AxeResults } from 'axe-core'
import { screens } from '../../support/page/screens'
import { page as site } from '../support/cloud'
import { sampleVideo } from '../support/media'
import { newPage } from './support'

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

let video: string
beforeAll(async () => {
  video = await sampleVideo({ seconds: 4, name: 'holiday.mp4' })
})

it.each(screens)('axe-core finds nothing on the screen $name, in light and dark', async ({ reach }) => {
  const page = await newPage({ viewport: { width: 1180, height: 860 }, reducedMotion: 'reduce' }, 'about:blank')
  await reach(page, site(), video)
  await page.evaluate(axe)
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = (await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(tags)} })`)) as AxeResults
    for (const { id, nodes } of violations) for (const { html } of nodes) found.push(`${colorScheme}, ${id}: ${html}`)
  }

  expect(found).toEqual([])
})
