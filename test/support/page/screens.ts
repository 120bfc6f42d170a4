import type { Page, Route } from 'playwright-core'
import type { Words } from '../../../web/words/en'
import { now } from './fixtures'
import { type Answers, answer, problem, remembersSession } from './site'

/** Where a screen is looked for. */
export interface Place {
  /** Has nothing in it yet. */
  readonly page: Page
  /** The site's. */
  readonly origin: string
  /** A file to choose. */
  readonly video: string
  /** Of the language that the browser asks for. */
  readonly words: Words
}

export interface Screen {
  readonly name: string
  reach(place: Place): Promise<unknown>
}

type Steps = (place: Place) => Promise<unknown>

function button(page: Page, name: string) {
  return page.getByRole('button', { name })
}

/** A screen of somebody who is not signed in; they begin at the sign-in. */
function outside(name: string, steps: Steps = async () => {}, first?: Answers['first']): Screen {
  return {
    name,
    async reach(place) {
      const { page, origin, words } = place
      await answer(page, { signedOut: true, ...(first && { first }) })
      await page.goto(origin)
      await page.getByRole('heading', { name: words.account.signInTitle }).waitFor()
      await steps(place)
    },
  }
}

/** A screen of somebody who is; they begin at the library, or at what the API makes of it. */
function inside(name: string, steps: Steps = async () => {}, answers: Answers = {}, path = '/'): Screen {
  return {
    name,
    async reach(place) {
      const { page, origin } = place
      await answer(page, answers)
      await remembersSession(page)
      await page.goto(`${origin}${path}`)
      await page.locator('#nav a').first().waitFor()
      await steps(place)
    },
  }
}

/** A screen that follows from the library with all its recordings. */
function inLibrary(name: string, steps: Steps = async () => {}, answers: Answers = {}): Screen {
  const afterList: Steps = async (place) => {
    await place.page.locator('.row-name').first().waitFor()
    await steps(place)
  }
  return inside(name, afterList, answers)
}

function inAccount(name: string, steps: Steps): Screen {
  return inside(name, steps, {}, '/#account')
}

async function enter({ page, words }: Place, email: string, password?: string): Promise<void> {
  await page.getByLabel(words.account.email).fill(email)
  if (password !== undefined) await page.getByLabel(words.account.password, { exact: true }).fill(password)
}

function choose({ page, video, words }: Place) {
  return page.getByLabel(words.drop.label).setInputFiles(video)
}

/** A reservation whose parts never arrive. */
async function reserves(route: Route, path: string, method: string): Promise<boolean> {
  if (path !== '/v1/uploads' || method !== 'POST') return false
  const { name, size } = route.request().postDataJSON()
  const created = now.toISOString()
  const job = {
    id: '019a0000-0000-7000-8000-000000000777',
    state: 'reserved',
    name,
    source: { size },
    options: {},
    progress: { percent: 0 },
    createdAt: created,
    updatedAt: created,
  }
  const upload = { partSize: size, partCount: 1, parts: [{ number: 1, size, url: '/fake/part', headers: {} }] }
  await route.fulfill({ status: 201, json: { job, upload } })
  return true
}

const refuses: Answers['first'] = async (route, path) => {
  if (path !== '/v1/auth/login') return false
  await problem(route, 401, 'wrong-credentials', 'The email address or the password is wrong.')
  return true
}

/** Every screen of the page, and every state of one that looks different. */
export const screens: readonly Screen[] = [
  outside('sign-in'),
  outside('sign-up', ({ page, words }) => button(page, words.account.toSignUp).click()),
  outside('confirm', async (place) => {
    const { page, words } = place
    await button(page, words.account.toSignUp).click()
    await enter(place, 'ada@example.org', 'Correct-horse-9')
    await button(page, words.account.signUp).click()
    await page.getByLabel(words.account.code).waitFor()
  }),
  outside('forgot', ({ page, words }) => button(page, words.account.toForgot).click()),
  outside('reset', async (place) => {
    const { page, words } = place
    await button(page, words.account.toForgot).click()
    await enter(place, 'ada@example.org')
    await button(page, words.account.sendCode).click()
    await page.getByLabel(words.account.code).waitFor()
  }),
  outside(
    'refused',
    async (place) => {
      const { page, words } = place
      await enter(place, 'ada@example.org', 'wrong')
      await button(page, words.account.signIn).click()
      await page.getByRole('alert').filter({ visible: true }).waitFor()
    },
    refuses,
  ),
  inLibrary('library'),
  inside('empty', ({ page, words }) => page.getByText(words.jobs.empty).waitFor(), { jobs: [] }),
  inside('loading', async () => {}, { first: async (_route, path) => path === '/v1/jobs' }),
  inLibrary('not-found', async ({ page, words }) => {
    await page.getByLabel(words.jobs.search).fill('symphony')
    await page.getByText(words.jobs.noneFound, { exact: true }).waitFor()
  }),
  inLibrary('disconnected', async ({ page, words }) => {
    await page.route('**/v1/**', (route) => route.abort())
    await page.getByText(words.jobs.connection).waitFor()
  }),
  inLibrary('staged', async (place) => {
    await choose(place)
    await place.page.locator('.staged .saves').waitFor()
  }),
  inLibrary('options', ({ page, words }) => page.getByText(words.options.title).click()),
  inLibrary('trim', async (place) => {
    const { page, words } = place
    await choose(place)
    await place.page.locator('.staged .saves').waitFor()
    await page.getByText(words.options.title).click()
    const handle = (name: string) => page.getByRole('slider', { name, exact: true })
    await handle(words.trim.start).press('ArrowRight')
    await handle(words.trim.end).press('ArrowLeft')
    await page.locator('.trim:not(.measuring)').scrollIntoViewIfNeeded()
  }),
  inLibrary(
    'sending',
    async (place) => {
      const { page, words } = place
      await page.route('**/fake/part', () => {}) // for ever on its way
      await choose(place)
      await button(page, words.stage.convert).click()
      await button(page, words.job.action(words.job.pause, '')).waitFor()
    },
    { first: reserves },
  ),
  inLibrary('player', async ({ page, words }) => {
    await button(page, words.job.action(words.job.play, 'Lecture')).click()
    await button(page, words.player.pause).waitFor()
    await page.locator('.player summary').click()
    await page.getByRole('slider', { name: words.player.position }).press('PageDown')
    await button(page, words.player.pause).click()
    await page.locator('.player').scrollIntoViewIfNeeded()
  }),
  inLibrary('deleted', async ({ page, words }) => {
    await button(page, words.job.action(words.job.remove, 'Interview')).click()
    await button(page, words.job.undo).waitFor()
  }),
  inAccount('account', async ({ page }) => {
    await page.getByText('backup script').first().waitFor()
    await page.locator('meter').first().waitFor()
  }),
  inAccount('token', async ({ page, words }) => {
    await page.getByLabel(words.settings.tokenName).fill('night shift')
    await button(page, words.settings.makeToken).click()
    await button(page, words.settings.copy).waitFor()
  }),
]
