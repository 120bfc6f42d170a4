import { en } from '../../../web/words/en'
import { findings } from '../../support/page/axe'
import { screens } from '../../support/page/screens'
import { page as site } from '../support/cloud'
import { sampleVideo } from '../support/media'
import { newPage } from './support'

let video: string
beforeAll(async () => {
  video = await sampleVideo({ seconds: 4, name: 'holiday.mp4' })
})

it.each(screens)('axe-core finds nothing on the screen $name, in light and dark', async ({ reach }) => {
  const page = await newPage({ viewport: { width: 1180, height: 860 }, reducedMotion: 'reduce' }, 'about:blank')
  await reach({ page, origin: site(), video, words: en })

  expect(await findings(page)).toEqual([])
})
