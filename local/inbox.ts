import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

/** A mail that Audiolift sent on the local cloud. */
export interface Mail {
  readonly id: string
  readonly from: string
  readonly to: string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  /** ISO 8601 */
  readonly sentAt: string
}

/**
 * The mails are shown in frames that inherit this policy: their inline styles may work, but no script runs and nothing is
 * fetched from anywhere.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'img-src data:',
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The inbox page, and the mails as JSON under `/messages`. */
export function inboxRoutes(emulator: string, root = process.cwd()): Hono {
  const routes = new Hono()
  const file = (name: string) => serveStatic({ root: join(root, 'local', 'inbox'), path: name })
  routes.use('*', async (c, next) => {
    await next()
    c.res.headers.set('content-security-policy', policy)
    c.res.headers.set('x-content-type-options', 'nosniff')
    c.res.headers.set('referrer-policy', 'no-referrer')
    c.res.headers.set('cache-control', 'no-store')
  })
  routes.get('/', file('index.html'))
  routes.get('/inbox.css', file('inbox.css'))
  routes.get('/inbox.js', file('inbox.js'))
  routes.get('/messages', async (c) => {
    try {
      return c.json({ messages: await readMails(emulator) })
    } catch {
      const detail = 'The local cloud did not answer. It may be stopping.'
      return c.json({ type: 'about:blank', title: 'No mails can be read', status: 502, detail }, 502)
    }
  })
  return routes
}

/** All mails of the local cloud, newest first. */
export async function readMails(emulator: string): Promise<Mail[]> {
  const response = await fetch(`${emulator}/_ministack/ses/messages`)
  if (!response.ok) throw new Error(`The emulator's mails could not be read (${response.status}).`)
  return mailsIn(await response.json())
}

/** Reads MiniStack's `{messages: {<account>: [...]}}` and ignores everything in it that is not a mail. */
export function mailsIn(body: unknown): Mail[] {
  const accounts = isRecord(body) && isRecord(body.messages) ? Object.values(body.messages) : []
  return accounts
    .flatMap((mails) => (Array.isArray(mails) ? mails : []))
    .filter(isRecord)
    .map((mail, index) => ({ mail, index, seconds: typeof mail.Timestamp === 'number' ? mail.Timestamp : 0 }))
    .sort((a, b) => b.seconds - a.seconds || b.index - a.index)
    .map(({ mail, seconds }) => ({
      id: text(mail.MessageId),
      from: text(mail.Source),
      to: Array.isArray(mail.To) ? mail.To.map(text) : [],
      subject: text(mail.Subject),
      text: text(mail.BodyText),
      html: text(mail.BodyHtml),
      sentAt: new Date(seconds * 1000).toISOString(),
    }))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
