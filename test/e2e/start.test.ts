import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createClient } from '../../client/api/client'
import { demoAccount } from '../../local/account'
import { testHome } from './support/cloud'
import { npmStart, processesOf } from './support/command'

const home = '.audiolift/e2e-start'
const up = 'stays up until Ctrl-C'

function addresses(): { readonly page: string; readonly emulator: string } {
  return JSON.parse(readFileSync(join(home, 'local.json'), 'utf8'))
}

/** The demonstration's jobs. */
async function jobs() {
  const client = createClient({ baseUrl: addresses().page })
  await client.login(demoAccount)
  return (await client.jobs()).jobs
}

describe('npm start', () => {
  beforeAll(() => rmSync(home, { recursive: true, force: true }))
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('starts again after it was interrupted half way', async () => {
    const start = npmStart([], home)
    await start.says('Emulator: ')
    start.interrupt()
    expect(await start.ended).toBe(130)
    expect(processesOf(resolve(home))).toEqual([])
  })

  it('starts everything, converts a sample, and prints the addresses', async () => {
    const start = npmStart([], home)
    await start.says(up)
    expect(start.said()).toMatch(/Sign up.*Upload.*Conversion.*Mail: http.*Download/s)
    expect(start.said()).toContain(`Page    ${addresses().page}`)
    expect(start.said()).toContain(`Inbox   ${addresses().page}/inbox`)
    expect(start.said()).toMatch(/curl .*\/v1\/uploads/)
    expect(await jobs()).toMatchObject([{ state: 'done' }])

    start.interrupt()
    expect(await start.ended).toBe(0)
    expect(processesOf(resolve(home))).toEqual([])
  })

  it('keeps the results, and works after a restart', async () => {
    const start = npmStart([], home)
    await start.says(up)
    expect(start.said()).toContain('unchanged since the last start')
    expect(await jobs()).toMatchObject([{ state: 'done' }, { state: 'done' }])

    const emulator = processesOf(resolve(home)).find((line) => line.includes('ministack'))
    expect(emulator).toBeDefined()
    const { pid } = JSON.parse(readFileSync(join(home, 'state', 'running'), 'utf8'))
    process.kill(pid, 'SIGKILL')
    expect(await start.ended).toBe(1)
    expect(start.said()).toContain('The emulator stopped unexpectedly')
    expect(processesOf(resolve(home))).toEqual([])
  })

  it('starts empty, and says so, when its memory was lost', async () => {
    const start = npmStart([], home)
    await start.says('starts empty')
    await start.says(up)
    expect(await jobs()).toMatchObject([{ state: 'done' }])
    start.interrupt()
    expect(await start.ended).toBe(0)
  })

  it('does not start twice', async () => {
    const second = npmStart([], testHome)
    expect(await second.ended).toBe(1)
    expect(second.said()).toMatch(/Audiolift is already (running|starting) \(process \d+\)/)
  })
})
