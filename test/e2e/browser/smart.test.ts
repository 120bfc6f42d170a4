import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitForJob } from '../../../client/api/wait'
import { formatBytes } from '../../../web/format'
import { makeVideo } from '../../support/media'
import { soundOf } from '../../support/sound-of'
import { page as site, user } from '../support/cloud'
import { saveSource } from '../support/stored-source'
import { chooseFile, type OwnBrowser, openBrowser } from './browser'

let folder: string
let browser: OwnBrowser
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audiolift-smart-'))
  browser = await openBrowser(join(folder, 'profile'))
})
afterAll(async () => {
  await browser?.kill()
  await rm(folder, { recursive: true, force: true })
})

/** A film in German and English, with chapters. Most of its bytes are the picture. */
function film() {
  return makeVideo(join(folder, 'film.mkv'), {
    seconds: 4,
    inputs: [
      ...['-f', 'lavfi', '-i', 'sine=frequency=330:sample_rate=48000:duration=4'],
      ...['-f', 'ffmetadata', '-i', join('test', 'e2e', 'browser', 'chapters.txt')],
    ],
    more: [
      ...['-map', '0:v', '-map', '1:a', '-map', '2:a', '-map_chapters', '3'],
      ...['-metadata:s:a:0', 'language=ger', '-metadata:s:a:1', 'language=eng'],
      ...['-s', '320x240', '-q:v', '2', '-c:a', 'aac'],
    ],
  })
}

it('the page sends only the sound in the chosen language, says what that saves, and keeps the chapters', async () => {
  const { client, email, password } = await user()
  const video = await film()
  const { page } = browser
  await page.goto(site())
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await chooseFile(page, 'input[type=file]', video)
  await page.getByText('Whole file is sent').waitFor() // the language is not chosen yet
  await page.getByText('Options').click()
  await page.getByLabel('Audio language').selectOption({ label: 'English' })

  const saved = await page.getByText('Only the sound is sent').textContent()
  await page.getByRole('button', { name: 'Lift the sound' }).click()
  await page.getByRole('button', { name: 'Download: film.mp3' }).waitFor()

  const [job] = (await client.jobs()).jobs
  if (!job) throw new Error('There is no job')
  const done = await waitForJob(client, job.id)
  const [whole, sent] = [(await stat(video)).size, done.source.size]
  expect(sent).toBeLessThan(whole / 2)
  expect(saved).toContain(`Only the sound is sent: ${formatBytes(sent)} instead of ${formatBytes(whole)}`)
  expect(done).toMatchObject({ state: 'done', name: 'film.mkv' })
  expect(done.options).not.toHaveProperty('language')
  expect(done.options.chapterList).toEqual([
    { title: 'Beginning', start: 0, end: 1.5 },
    { title: 'Ende — “zu” 🎬', start: 1.5, end: 4 },
  ])
  const stored = await saveSource((await client.me()).id, done.id, join(folder, 'stored'))
  expect(await soundOf(stored)).toBe(await soundOf(video, 1))
})
