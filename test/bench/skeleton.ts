import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '../../client/api/client'
import { waitForJob } from '../../client/api/wait'
import { openFile } from '../../client/upload/file-source'
import { upload } from '../../client/upload/uploader'
import { demoAccount } from '../../local/account'
import type { Addresses } from '../../local/addresses'
import { runMain } from '../../local/errors'
import { ensureNode24 } from '../../local/node24'
import { pathsUnder } from '../../local/paths'
import type { Figure } from './chart'
import { findLog, functionEnvironment } from './emulator-api'
import { keep } from './report'

/**
 * `npm run bench`: what the walking skeleton promises about time and size, measured in a fresh clone as a newcomer would
 * see it. Prints a table and writes `docs/benchmarks/skeleton.json` and `.svg`.
 */
const conversions = 7
const inits = 5
const apis = ['auth', 'conversion', 'gateway', 'imports', 'jobs', 'sharing', 'uploads']

async function measureRunning(clone: string): Promise<Figure[]> {
  const paths = pathsUnder(clone)
  const addresses: Addresses = JSON.parse(readFileSync(paths.addresses, 'utf8'))
  const overheads = await conversionOverheads(addresses, join(paths.samples, 'sample.mp4'))
  const figures: Figure[] = [
    {
      name: 'Service overhead: complete → done, less ffmpeg',
      value: median(overheads),
      unit: 's',
      limit: 1,
    },
  ]
  const node = join((await ensureNode24(paths)).folder, 'node')
  for (const room of apis) {
    const bundle = join(clone, '.build', 'lambdas', room, 'api', 'index.mjs')
    figures.push({ name: `Bundle of ${room}`, value: statSync(bundle).size / 1000, unit: 'kB', limit: 600 })
    const env = await functionEnvironment(addresses.emulator, `audiolift-local-${room}-api`)
    const times: number[] = []
    for (let round = 0; round < inits; round++) times.push(await initMilliseconds(node, bundle, env))
    figures.push({ name: `Init of ${room}`, value: median(times), unit: 'ms', limit: 150 })
  }
  return figures
}

/** Seconds from the row's `uploaded` to its `done`, less those that ffmpeg ran, per conversion. The first, cold one is not counted. */
async function conversionOverheads(addresses: Addresses, video: string): Promise<number[]> {
  const client = createClient({ baseUrl: addresses.page })
  await client.login(demoAccount)
  const overheads: number[] = []
  for (let round = 0; round <= conversions; round++) {
    const file = await openFile(video)
    const uploaded = await upload(client, file, {})
    const done = await waitForJob(client, uploaded.id)
    await file.close()
    const seconds = (Date.parse(done.updatedAt) - Date.parse(uploaded.updatedAt)) / 1000
    const line = await findLog(addresses.emulator, 'audiolift-local-conversion-work', ['"done"', done.id])
    if (round > 0) overheads.push(seconds - JSON.parse(line).ffmpegSeconds)
  }
  return overheads
}

interface Started {
  /** From the command until it said that it was ready. */
  readonly seconds: number
  stop(): Promise<void>
}

function start(clone: string): Promise<Started> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn('npm', ['start'], { cwd: clone, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    let seconds: number | undefined
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      if (seconds === undefined && said.includes('Ready in')) seconds = (performance.now() - began) / 1000
      // Only after the sample has gone through may it be stopped and measured.
      if (seconds !== undefined && said.includes('stays up until Ctrl-C')) {
        resolve({ seconds, stop: () => ended(child) })
      }
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${said}`)))
  })
}

async function ended(child: ReturnType<typeof spawn>): Promise<void> {
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // As a terminal does: to the whole group.
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
  await exit
}

function finished(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) =>
    child
      .once('error', reject)
      .once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`It ended with ${code}`)))),
  )
}

/** Milliseconds until Node has loaded the bundle and run its top level, as Lambda's init phase does. */
async function initMilliseconds(node: string, bundle: string, env: Record<string, string>): Promise<number> {
  const script = `const began = performance.now(); await import(${JSON.stringify(bundle)}); console.log(performance.now() - began)`
  const child = spawn(node, ['--input-type=module', '-e', script], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  await finished(child)
  return Number(said)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

runMain(async () => {
  const clone = mkdtempSync(join(tmpdir(), 'audiolift-bench-'))
  try {
    await finished(spawn('git', ['clone', '--quiet', process.cwd(), clone], { stdio: 'inherit' }))
    const figures: Figure[] = []
    const first = await start(clone)
    figures.push({ name: 'First npm start to ready', value: first.seconds, unit: 's', limit: 120 })
    await first.stop()
    const second = await start(clone)
    figures.push({ name: 'Second npm start to ready', value: second.seconds, unit: 's', limit: 15 })
    try {
      figures.push(...(await measureRunning(clone)))
    } finally {
      await second.stop()
    }
    return keep('skeleton', 'Walking skeleton: measured, and the limit', figures, { conversions, inits }) ? 0 : 1
  } finally {
    rmSync(clone, { recursive: true, force: true })
  }
})
