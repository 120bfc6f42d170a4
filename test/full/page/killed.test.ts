import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitForJob } from '../../../client/api/wait'
import { chooseFile, type OwnBrowser, openBrowser } from '../../e2e/browser/browser'
import { row, signIn } from '../../e2e/page/support'
import { page as site, type User, user } from '../../e2e/support/cloud'
import { sampleSound } from '../../e2e/support/media'
import { makeVideo } from '../../support/media'
import { throttle } from '../../support/page/network'
import { soundOf } from '../../support/sound-of'

const MiB = 1024 ** 2

let folder: string
let browser: OwnBrowser | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audiolift-killed-'))
})
afterEach(async () => {
  await kill()
  await rm(folder, { recursive: true, force: true })
})

/** Kills all processes of the browser at once. */
async function kill(): Promise<void> {
  await browser?.kill()
  browser = undefined
}

/** Opens the page in a new browser with the previous one's profile. */
async function come(who: User): Promise<OwnBrowser['page']> {
  browser = await openBrowser(join(folder, 'profile'))
  const { page } = browser
  await page.goto(site())
  // A browser saves the session with a delay; one that was killed early may have lost it.
  const [asks, library] = ['Sign in', 'Library'].map((name) => page.getByRole('heading', { name }))
  await asks?.or(library ?? asks).waitFor()
  if (await asks?.isVisible()) await signIn(page, who)
  return page
}

/** Chooses a file and converts it to a lossless format, so that the sound can be compared sample by sample. */
async function start(page: OwnBrowser['page'], file: string, format: 'flac' | 'copy'): Promise<void> {
  await chooseFile(page, 'input[type=file]', file)
  await page.getByText('Options').click()
  await page.getByLabel('Format', { exact: true }).selectOption(format)
  await page.getByRole('button', { name: 'Lift the sound' }).click()
}

/** The result of the only job, as a file. */
async function resultOf({ client }: User, name: string): Promise<string> {
  const { jobs } = await client.jobs()
  expect(jobs).toHaveLength(1)
  const { id, state } = await waitForJob(client, jobs[0]?.id ?? '')
  expect(state).toBe('done')
  const response = await fetch((await client.audioUrl(id)).url)
  const path = join(folder, name)
  await writeFile(path, new Uint8Array(await response.arrayBuffer()))
  return path
}

describe('after the browser was killed in the middle of an upload', () => {
  it('resumes when the file is chosen again, sends only missing parts, and the sound is right', async () => {
    const who = await user()
    const recording = join(folder, 'recording.wav')
    await sampleSound(recording, 240) // 40 MiB without a picture, so all of it is sent, in several parts
    const first = await come(who)
    await throttle(first, { upload: 8 * MiB })
    await start(first, recording, 'flac')
    const arrived = await until(async () => {
      const [job] = (await who.client.jobs()).jobs
      const found = job && (await who.client.arrivedParts(job.id))
      return found && found.parts.length > 0 ? found : undefined
    })
    await kill()
    expect(arrived.parts.length).toBeLessThan(arrived.partCount)

    const second = await come(who)
    const interrupted = row(second, 'recording.wav')
    await interrupted.getByText('Interrupted').waitFor()
    const sent: string[] = []
    second.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()))
    // Dropped or chosen together with other files, it is recognized.
    await chooseFile(second, 'input[type=file]', recording)
    await row(second, 'recording.flac').waitFor()
    expect(sent.length).toBeLessThan(arrived.partCount)
    expect(await soundOf(await resultOf(who, 'result.flac'))).toBe(await soundOf(recording))
  })

  it('goes on by itself with the sound that it had taken out of a video, and that is right', async () => {
    const who = await user()
    const more = ['-s', '320x240', '-q:v', '2', '-c:a', 'aac']
    const film = await makeVideo(join(folder, 'film.mp4'), { seconds: 120, more })
    const first = await come(who)
    await start(first, film, 'copy')
    await throttle(first, { upload: MiB / 8 })
    await row(first, 'film.mp4')
      .getByText(/Uploading · [1-9]/)
      .waitFor()
    await kill()

    await row(await come(who), 'film.m4a').waitFor()
    expect(await soundOf(await resultOf(who, 'result.m4a'))).toBe(await soundOf(film))
  })
})

/** Retries until there is an answer. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
