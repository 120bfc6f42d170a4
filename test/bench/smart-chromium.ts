import { readdirSync, readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { chromium as playwright } from 'playwright-core'
import { chromium } from '../support/chromium'

export interface Preparation {
  readonly ms: number
  readonly sentBytes: number
  /** Most memory of the process at any time. Of a page: its own, without the browser's program, which all its processes share. */
  readonly peakBytes: number
  /** With that program. */
  readonly residentBytes?: number
}

/** How often a page's memory is looked at. Milliseconds. */
const glance = 20

/** Prepares a file in a page of its own, as a person does who chooses it. */
export async function prepareInChromium(path: string): Promise<Preparation> {
  const { executablePath, args } = chromium()
  const browser = await playwright.launch({ executablePath, args: [...args] })
  try {
    const page = await browser.newPage()
    const script = await bundle()
    await page.route('**/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({
            contentType: 'text/html',
            body: '<input type="file"><script type="module" src="/a.js"></script>',
          }),
    )
    await page.goto('http://localhost/')
    await page.waitForFunction('window.prepareChosen')
    await page.locator('input').setInputFiles(path)
    let peakBytes = 0
    const look = () => {
      peakBytes = Math.max(peakBytes, largestPage().own)
    }
    const looking = setInterval(look, glance)
    const preparing = page.evaluate('prepareChosen()').finally(() => clearInterval(looking))
    const outcome = (await preparing) as { readonly ms: number; readonly sentBytes: number; readonly doubt?: string }
    if (outcome.doubt) throw new Error(`The whole file would be sent: ${outcome.doubt}`)
    return { ms: outcome.ms, sentBytes: outcome.sentBytes, peakBytes, residentBytes: largestPage().peak }
  } finally {
    await browser.close()
  }
}

async function bundle(): Promise<string> {
  const contents = `
    import { prepareFile } from './client/smart/in-browser'
    window.prepareChosen = async () => {
      const began = performance.now()
      const { source, doubt } = await prepareFile(document.querySelector('input').files[0], {})
      return { ms: performance.now() - began, sentBytes: source.size, doubt }
    }`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    tsconfig: 'web/tsconfig.json',
  })
  return outputFiles[0]?.text ?? ''
}

/** The largest page process below this one (Linux). Bytes: what it has for itself now, and the most resident memory it ever had. */
function largestPage(): { readonly own: number; readonly peak: number } {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statusOf(pid) ?? [])
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]))
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at; at = parents.get(at)) if (at === process.pid) return true
    return false
  }
  const pages = processes.filter(({ pid, isPage }) => isPage && isOurs(pid))
  return { own: Math.max(...pages.map(({ own }) => own)), peak: Math.max(...pages.map(({ peak }) => peak)) }
}

function statusOf(pid: string) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const number = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0)
    const isPage = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')
    const own = (number('RssAnon') + number('RssShmem')) * 1024
    return { pid: Number(pid), parent: number('PPid'), own, peak: number('VmHWM') * 1024, isPage }
  } catch {
    return undefined // it has ended while we were looking
  }
}
