import type { Page, Route } from 'playwright-core'
import type { Job } from '../../../client/api/types'
import { type Front, startFront } from '../../../local/front'
import { choosePort } from '../../../local/ports'
import { buildPage } from '../../../web/build'
import { library, peaks, quota, silence, tokens } from './fixtures'

/**
 * The built page from the real front, under its real headers, but without a cloud behind: what the API says comes from
 * `answer`. For what has to be seen in every state, and often.
 */
export async function startSite(): Promise<Front> {
  const page = await buildPage('.build/web-tests')
  return startFront({ api: () => undefined, emulator: 'http://127.0.0.1:1', page }, await choosePort(18_000, undefined))
}

export interface Answers {
  readonly jobs?: readonly Job[]
  /** Not signed in. */
  readonly signedOut?: boolean
  /** Takes a request before the others do; true when it has been answered. */
  readonly first?: (route: Route, path: string, method: string) => Promise<boolean>
}

/** Answers as the API would. */
export async function answer(page: Page, { jobs = library, signedOut = false, first }: Answers = {}): Promise<void> {
  const all = new Map(jobs.map((job) => [job.id, job]))
  await page.route('**/v1/**', async (route) => {
    const { pathname: path, searchParams } = new URL(route.request().url())
    const method = route.request().method()
    if (await first?.(route, path, method)) return
    const [, , room, id, part] = path.split('/')
    if (room === 'auth' && id === 'refresh')
      return signedOut ? problem(route, 401, 'unauthenticated', 'Please sign in.') : route.fulfill({ json: session })
    if (room === 'auth' && id === 'login') return route.fulfill({ json: session })
    if (room === 'auth') return route.fulfill({ json: { status: 'mail-sent' } })
    if (room === 'me')
      return route.fulfill({ json: { id: '019a0000-0000-7000-8000-000000000000', email: 'ada@example.org' } })
    if (room === 'quota') return route.fulfill({ json: quota })
    if (room === 'tokens' && method === 'POST')
      return route.fulfill({ status: 201, json: { ...tokens[0], token: 'alft_4Xy9bT2mQ7rLw0Zs8KdN3vHc' } })
    if (room === 'tokens') return route.fulfill({ json: { tokens } })
    if (room !== 'jobs') return route.fulfill({ status: 404, json: {} })
    if (id === undefined) return route.fulfill({ json: pageOf([...all.values()], searchParams) })
    const job = all.get(id)
    if (!job) return problem(route, 404, 'not-found', 'There is nothing at this address.')
    if (part === 'peaks')
      return route.fulfill({ json: { url: `${originOf(page)}/fake/peaks.json`, expiresAt: job.createdAt } })
    if (part === 'audio')
      return route.fulfill({ json: { url: `${originOf(page)}/fake/audio.mp3`, expiresAt: job.createdAt } })
    if (method === 'DELETE') {
      all.delete(id)
      return route.fulfill({ status: 204 })
    }
    return route.fulfill({ json: job })
  })
  await page.route('**/fake/audio.mp3', (route) => route.fulfill(rangeOf(silence(), route.request().headers().range)))
  await page.route('**/fake/peaks.json', (route) => route.fulfill({ json: peaks() }))
}

/** As the storage answers a player, which asks for what it is about to play. */
function rangeOf(file: Buffer, range = 'bytes=0-'): Parameters<Route['fulfill']>[0] {
  const from = Number(/bytes=(\d+)/.exec(range)?.[1] ?? 0)
  const headers = { 'accept-ranges': 'bytes', 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }
  return { status: 206, contentType: 'audio/wav', headers, body: file.subarray(from) }
}

/** A refusal, as the API says it. */
export function problem(route: Route, status: number, code: string, detail: string): Promise<void> {
  return route.fulfill({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: `/problems/${code}`, title: detail, status, detail }),
  })
}

const session = { access_token: 'a', token_type: 'Bearer', expires_in: 900 }

function originOf(page: Page) {
  return new URL(page.url()).origin
}

function pageOf(
  jobs: readonly Job[],
  query: URLSearchParams,
): { readonly jobs: readonly Job[]; readonly nextCursor?: string } {
  const [state, search = ''] = [query.get('state'), query.get('search')?.toLowerCase()]
  const found = jobs.filter((job) => (state === null || job.state === state) && job.name.toLowerCase().includes(search))
  const from = Number(query.get('cursor') ?? 0)
  const to = from + Number(query.get('limit') ?? 50)
  return { jobs: found.slice(from, to), ...(to < found.length && { nextCursor: String(to) }) }
}

/** As if somebody had signed in here before. */
export function remembersSession(page: Page): Promise<unknown> {
  return page.addInitScript("localStorage.setItem('audiolift.signed-in', 'yes')")
}
