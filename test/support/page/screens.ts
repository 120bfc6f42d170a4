import type { Page, Route } from 'playwright-core'
import { now } from './fixtures'
import { type Answers, answer, problem, remembersSession } from './site'

export interface Screen {
  name: string
  /** Leads to it from a page that has nothing in it yet. `origin` is the site's, `video` a file to choose. */
  reach(page: Page, origin: string, video: string): Promise<unknown>
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

/** Somebody who is not signed in. */
async function arrive(page: Page, origin: string): Promise<void> {
  await answer(page, { signedOut: true })
  await page.goto(origin)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

/** Somebody who is. */
async function visit(page: Page, origin: string, answers: Answers = {}, path = '/'): Promise<void> {
  await answer(page, answers)
  await remembersSession(page)
  await page.goto(`${origin}${path}`)
  await page.locator('#nav a').first().waitFor()
}

const listed = (page: Page) => page.locator('.row-name').first().waitFor()

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

/** Every screen of the page, and every state of one that looks different. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', reach: arrive },
  {
    name: 'sign-up',
    async reach(page, origin) {
      await arrive(page, origin)
      await button(page, 'Create an account').click()
    },
  },
  {
    name: 'confirm',
    async reach(page, origin) {
      await arrive(page, origin)
      await button(page, 'Create an account').click()
      await page.getByLabel('Email').fill('ada@example.org')
      await page.getByLabel('Password', { exact: true }).fill('Correct-horse-9')
      await button(page, 'Create account').click()
      await page.getByLabel('Code').waitFor()
    },
  },
  {
    name: 'forgot',
    async reach(page, origin) {
      await arrive(page, origin)
      await button(page, 'Forgot your password?').click()
    },
  },
  {
    name: 'reset',
    async reach(page, origin) {
      await arrive(page, origin)
      await button(page, 'Forgot your password?').click()
      await page.getByLabel('Email').fill('ada@example.org')
      await button(page, 'Send code').click()
      await page.getByLabel('Code').waitFor()
    },
  },
  {
    name: 'refused',
    async reach(page, origin) {
      const first: Answers['first'] = async (route, path) => {
        if (path === '/v1/auth/login')
          await problem(route, 401, 'wrong-credentials', 'The email address or the password is wrong.')
        return path === '/v1/auth/login'
      }
      await answer(page, { signedOut: true, first })
      await page.goto(origin)
      await page.getByLabel('Email').fill('ada@example.org')
      await page.getByLabel('Password', { exact: true }).fill('wrong')
      await button(page, 'Sign in').click()
      await page.getByRole('alert').filter({ visible: true }).waitFor()
    },
  },
  {
    name: 'library',
    async reach(page, origin) {
      await visit(page, origin)
      await listed(page)
    },
  },
  {
    name: 'empty',
    async reach(page, origin) {
      await visit(page, origin, { jobs: [] })
      await page.getByText('Nothing here yet').waitFor()
    },
  },
  {
    name: 'loading',
    reach: (page, origin) => visit(page, origin, { first: async (_route, path) => path === '/v1/jobs' }),
  },
  {
    name: 'not-found',
    async reach(page, origin) {
      await visit(page, origin)
      await page.getByLabel('Search by name').fill('symphony')
      await page.getByText('Nothing found').waitFor()
    },
  },
  {
    name: 'disconnected',
    async reach(page, origin) {
      let isDown = false
      const first: Answers['first'] = async (route) => {
        if (isDown) await route.abort()
        return isDown
      }
      await visit(page, origin, { first })
      await listed(page)
      isDown = true
      await page.getByText('The connection is lost.').waitFor()
    },
  },
  {
    name: 'staged',
    async reach(page, origin, video) {
      await visit(page, origin)
      await listed(page)
      await page.getByLabel('Choose videos or recordings').setInputFiles(video)
      await page.getByText('Only the sound is sent').waitFor()
    },
  },
  {
    name: 'options',
    async reach(page, origin) {
      await visit(page, origin)
      await listed(page)
      await page.getByText('Options').click()
    },
  },
  {
    name: 'sending',
    async reach(page, origin, video) {
      await page.route('**/fake/part', () => {}) // for ever on its way
      await visit(page, origin, { first: reserves })
      await listed(page)
      await page.getByLabel('Choose videos or recordings').setInputFiles(video)
      await button(page, 'Lift the sound').click()
      await button(page, /^Pause/).waitFor()
    },
  },
  {
    name: 'player',
    async reach(page, origin) {
      await visit(page, origin)
      await button(page, /^Play: Lecture/).click()
      await button(page, 'Pause').waitFor()
      await page.locator('.player summary').click()
      await page.getByRole('slider', { name: 'Position' }).press('PageDown')
      await button(page, 'Pause').click()
      await page.locator('.player').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'deleted',
    async reach(page, origin) {
      await visit(page, origin)
      await button(page, /^Delete: Interview/).click()
      await button(page, 'Undo').waitFor()
    },
  },
  {
    name: 'account',
    async reach(page, origin) {
      await visit(page, origin, {}, '/#account')
      await page.getByText('backup script').first().waitFor()
      await page.locator('meter').first().waitFor()
    },
  },
  {
    name: 'token',
    async reach(page, origin) {
      await visit(page, origin, {}, '/#account')
      await page.getByLabel('Name').fill('night shift')
      await button(page, 'Make a token').click()
      await button(page, 'Copy').waitFor()
    },
  },
]
