import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alreadyRunning, isLock, livingHolder, takeLock, underLock } from '../../../local/lock'

let file: string
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'audiolift-')), 'start.lock')
})
afterEach(() => rmSync(join(file, '..'), { recursive: true }))

async function take() {
  const taken = await takeLock(file)
  if (!isLock(taken)) throw new Error('somebody has it')
  return taken
}

describe('takeLock', () => {
  it('says who holds it, and where the page is', async () => {
    const lock = await take()
    expect(await takeLock(file)).toMatchObject({ pid: process.pid })
    lock.setPage('http://127.0.0.1:8080')
    expect(await takeLock(file)).toMatchObject({ pid: process.pid, page: 'http://127.0.0.1:8080' })
  })

  it('can be taken again once released', async () => {
    const lock = await take()
    lock.release()
    expect(existsSync(file)).toBe(false)
    await take()
  })

  it('is taken over from a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'close')
    writeFileSync(file, JSON.stringify({ pid: child.pid, identity: 'long ago' }))
    await take()
  })

  it('of a process that is gone is taken over by one of all who try at once', async () => {
    for (let round = 0; round < 20; round++) {
      writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, identity: 'long ago' }))
      const taken = await Promise.all(Array.from({ length: 8 }, () => takeLock(file)))
      expect(taken.filter(isLock).length).toBe(1)
      taken.filter(isLock)[0]?.release()
    }
  })

  it('is taken over even if another process died while it took it over', async () => {
    writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, identity: 'long ago' }))
    const mark = `${file}.removing`
    writeFileSync(mark, '')
    utimesSync(mark, new Date(0), new Date(0))
    await take()
    expect(existsSync(mark)).toBe(false)
  })

  it('is taken over when its process number belongs to another process now', async () => {
    await take()
    const mine = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...mine, identity: 'an earlier start time' }))
    expect(await livingHolder(file)).toBeUndefined()
    await take()
  })

  it('is taken over when it was cut short', async () => {
    writeFileSync(file, '{"pi')
    await take()
  })
})

describe('underLock', () => {
  it('releases the lock when the work fails', async () => {
    await expect(underLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(existsSync(file)).toBe(false)
  })
})

describe('alreadyRunning', () => {
  it('names the process and the page', () =>
    expect(alreadyRunning({ pid: 7, identity: '', page: 'http://127.0.0.1:8080' })).toBe(
      'Audiolift is already running (process 7): page http://127.0.0.1:8080 Stop it with Ctrl-C there.',
    ))

  it('knows one that is not ready yet', () =>
    expect(alreadyRunning({ pid: 7, identity: '' })).toContain('starting (process 7)'))
})
