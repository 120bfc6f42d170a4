import type { Page } from 'playwright-core'
import type { Addresses } from '../../local/addresses'
import { throttle } from '../support/page/network'
import { enter, type Somebody, somebody, whenTrue, withPage } from './page-site'

/** 20 Mb/s. Bytes a second. */
export const upload = 20e6 / 8
/** Bytes of the plain upload that tells what the throttled network lets through. */
const probe = 20e6

export interface Headline {
  /** Seconds after the drop when each had happened: sending began and ended, and the page had the MP3 to offer. */
  readonly seconds: { readonly sending: number; readonly sent: number; readonly finished: number }
  readonly sentBytes: number
  /** Seconds of sound of the MP3. */
  readonly duration: number
  /** Bytes a second: of a plain upload, and of that of the sound. */
  readonly rates: { readonly plain: number; readonly sound: number }
}

/** Drops a film on the page, on a network that sends 20 Mb/s, and waits until the page has the MP3 to offer. */
export function headline(addresses: Addresses, film: string): Promise<Headline> {
  return withPage(addresses, async (page) => {
    const who = await somebody(addresses)
    await enter(page, addresses, who)
    await throttle(page, { upload })
    const plain = await plainRate(page, who)
    await page.evaluate('performance.clearResourceTimings()')
    await page.evaluate("addEventListener('drop', () => { window.droppedAt = performance.now() }, true)")

    await drop(page, film)
    await page.getByRole('button', { name: 'Lift the sound' }).click()
    const offered = `document.querySelector('.row [aria-label^="Download"]') && performance.now() - droppedAt`
    const finished = await whenTrue(page, offered)
    const [begun, sent] = (await page.evaluate(sendingTimes)) as [number, number]

    const [job] = (await who.client.jobs()).jobs
    const sentBytes = job?.source.size ?? Number.NaN
    return {
      seconds: { sending: begun / 1000, sent: sent / 1000, finished: finished / 1000 },
      sentBytes,
      duration: job?.audio?.duration ?? Number.NaN,
      rates: { plain, sound: sentBytes / ((sent - begun) / 1000) },
    }
  })
}

/** Milliseconds after the drop when the first part began and the last was sent. */
const sendingTimes = `{
  const parts = performance.getEntriesByType('resource').filter(({ initiatorType }) => initiatorType === 'xmlhttprequest')
  const at = [Math.min(...parts.map((part) => part.startTime)), Math.max(...parts.map((part) => part.responseEnd))]
  at.map((time) => time - droppedAt)
}`

/** As a person does it with the mouse. */
async function drop(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
}

/** What a plain upload to the storage gets through, its parts at the same time. Bytes a second. */
async function plainRate(page: Page, { client }: Somebody): Promise<number> {
  const { job, upload } = await client.reserve({ name: 'probe.mp4', size: probe })
  const parts = upload.parts.map(({ url, size }) => ({ url, size }))
  const ms = Number(
    await page.evaluate(`(async () => {
      const began = performance.now()
      await Promise.all(${JSON.stringify(parts)}.map(async ({ url, size }) => {
        const { ok } = await fetch(url, { method: 'PUT', body: new Blob([new Uint8Array(size)]) })
        if (!ok) throw new Error('The storage refused the plain upload')
      }))
      return performance.now() - began
    })()`),
  )
  await client.abort(job.id)
  await client.remove(job.id)
  return probe / (ms / 1000)
}
