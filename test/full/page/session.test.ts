import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProblemError } from '../../../client/api/client'
import { waitForJob } from '../../../client/api/wait'
import { convert, library, row, signIn } from '../../e2e/page/support'
import { describedClient } from '../../e2e/support/cloud'
import { sampleSound } from '../../e2e/support/media'
import { throttle } from '../../support/page/network'

const KiB = 1024

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audiolift-session-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function recording(name: string, seconds: number): Promise<string> {
  const path = join(folder, name)
  await sampleSound(path, seconds)
  return path
}

it('renews the access token when it has expired, in the middle of an upload, and nobody notices', async () => {
  const { page, who } = await library()
  let expired: string | undefined
  const renewed = page.waitForResponse((response) => response.url().endsWith('/v1/auth/refresh') && response.ok())
  // Like the API's answer to an expired token, for all tokens in use during the upload.
  await page.route('**/v1/**', async (route) => {
    const token = route.request().headers().authorization
    if (route.request().url().endsWith('/complete')) expired ??= token
    const isOver = token !== undefined && token === expired
    await (isOver ? route.fulfill({ status: 401, json: { status: 401, title: 'Sign in' } }) : route.continue())
  })
  await convert(page, [await recording('sea.wav', 5)])
  await row(page, 'sea.mp3').waitFor()
  await renewed
  expect((await who.client.jobs()).jobs).toHaveLength(1)
})

it('asks to sign in when the session was ended elsewhere, and then goes on with all that was there', async () => {
  const { page, who } = await library()
  let token = ''
  page.on('request', (request) => {
    token = request.headers().authorization?.replace('Bearer ', '') ?? token
  })
  await throttle(page, { upload: 256 * KiB })
  await convert(page, [await recording('waves.wav', 15)])
  await row(page, 'waves.wav')
    .getByText(/Uploading · [1-9]/)
    .waitFor()
  await row(page, 'waves.wav')
    .getByRole('button', { name: /^Pause/ })
    .click()
  // Another file is chosen and has a title, but is not started.
  await page.getByLabel('Choose videos or recordings').setInputFiles(await recording('wind.wav', 5))
  await page.getByText('Options').click()
  await page.getByLabel('Title').fill('The wind')

  await who.client.logout({ everywhere: true })
  await untilRefused(token)
  await throttle(page, {})
  await row(page, 'waves.wav')
    .getByRole('button', { name: /^Resume/ })
    .click()
  await page.getByText('Your session has ended.').waitFor()
  await signIn(page, who)

  await row(page, 'waves.mp3').waitFor()
  await page.getByRole('button', { name: 'Lift the sound' }).click()
  await row(page, 'wind.mp3').waitFor()
  const again = describedClient()
  await again.login({ email: who.email, password: who.password })
  const { jobs } = await again.jobs()
  const done = await Promise.all(jobs.map(({ id }) => waitForJob(again, id)))
  expect(done.map(({ name, state, audio }) => [name, state, Math.round(audio?.duration ?? 0)])).toEqual([
    ['wind.wav', 'done', 5],
    ['waves.wav', 'done', 15],
  ])
  expect(done[0]?.options).toMatchObject({ tags: { title: 'The wind' } })
})

/** Waits until the API refuses this access token of an ended session, which may take half a minute. */
async function untilRefused(token: string): Promise<void> {
  const client = describedClient({ read: () => ({ accessToken: token }), write: () => {} })
  for (;;) {
    const refused = await client.me().then(
      () => false,
      (error: unknown) => error instanceof ProblemError && error.status === 401,
    )
    if (refused) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
