import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'

/** Tells open pages to reload; exists only under `npm run dev`. */
export interface Reloader {
  readonly routes: Hono
  reload(): void
}

/** A file and not an inline script: the page's content security policy holds here too. */
export const reloadScript = '<script src="/dev/reload.js" defer></script>'

const client = `new EventSource('/dev/reload').addEventListener('reload', () => location.reload())\n`

export function createReloader(): Reloader {
  const pages = new Set<() => void>()
  const routes = new Hono()
  routes.get('/reload.js', (c) => c.body(client, 200, { 'content-type': 'text/javascript' }))
  routes.get('/reload', (c) =>
    streamSSE(c, async (stream) => {
      const tell = () => void stream.writeSSE({ event: 'reload', data: '' })
      pages.add(tell)
      await new Promise<void>((gone) => stream.onAbort(gone))
      pages.delete(tell)
    }),
  )
  return {
    routes,
    reload() {
      for (const tell of pages) tell()
    },
  }
}
