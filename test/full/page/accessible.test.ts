import { de } from '../../../web/words/de'
import { en } from '../../../web/words/en'
import { newPage } from '../../e2e/page/support'
import { page as site } from '../../e2e/support/cloud'
import { sampleVideo } from '../../e2e/support/media'
import { findings } from '../../support/page/axe'
import { screens } from '../../support/page/screens'

const [desktop, phone] = [
  { width: 1180, height: 860 },
  { width: 390, height: 844 },
]

let video: string
beforeAll(async () => {
  video = await sampleVideo({ seconds: 4, name: 'holiday.mp4' })
})

/** The English desktop is tested in `test/e2e`, for every commit. */
describe.each([
  { device: 'a phone in English', viewport: phone, locale: 'en-GB', words: en },
  { device: 'a phone in German', viewport: phone, locale: 'de-DE', words: de },
  { device: 'a desktop in German', viewport: desktop, locale: 'de-DE', words: de },
])('on $device', ({ viewport, locale, words }) => {
  it.each(screens)('the screen $name fits, and axe-core finds nothing on it, in light and dark', async ({ reach }) => {
    const page = await newPage({ viewport, locale, reducedMotion: 'reduce' }, 'about:blank')
    await reach({ page, origin: site(), video, words })

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width)
    expect(await findings(page)).toEqual([])
  })
})
