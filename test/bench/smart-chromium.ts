import { readdirSync, readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { chromium as playwright } from 'playwright-core'
import { chromium } from '../support/chromium'

export interface Preparation {
  ms: number
  sentBytes: number
  /** Most memory of the process at any time, program and engine included. */
  peakBytes: number
}

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
    const outcome: { ms: number; sentBytes: number; doubt?: string } = await page.evaluate('prepareChosen()')
    if (outcome.doubt) throw new Error(`The whole file would be sent: ${outcome.doubt}`)
    return { ms: outcome.ms, sentBytes: outcome.sentBytes, peakBytes: peakOfRenderers(process.pid) }
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

/** The most resident memory that the largest page process below this one ever had (Linux: `VmHWM`). Bytes. */
function peakOfRenderers(root: number): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statusOf(pid) ?? [])
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]))
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at; at = parents.get(at)) if (at === root) return true
    return false
  }
  return Math.max(...processes.filter(({ pid, isPage }) => isPage && isOurs(pid)).map(({ peak }) => peak))
}

function statusOf(pid: string) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const number = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0)
    const isPage = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')
    return { pid: Number(pid), parent: number('PPid'), peak: number('VmHWM') * 1024, isPage }
  } catch {
    return undefined // it has ended while we were looking
  }
}
