import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTemporaryFolder } from '../../../lambdas/conversion/temporary-folder'

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'audiolift-tmp-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

/** What a process left behind. */
function leftBy(pid: number): string {
  const folder = join(parent, `audiolift-job-${pid}-abcdef`)
  mkdirSync(join(folder, 'conversion-1'), { recursive: true })
  writeFileSync(join(folder, 'conversion-1', 'spool-0'), 'sound')
  return folder
}

/** The number of a process that has ended. */
function endedProcess(): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    child.once('error', reject).once('exit', () => resolve(child.pid ?? 0))
  })
}

it('is there while it is used, and gone afterwards, also when that fails', async () => {
  const folder = await inTemporaryFolder(async (path) => {
    writeFileSync(join(path, 'spool-0'), 'sound')
    return path
  }, parent)
  expect(existsSync(folder)).toBe(false)
  const fails = inTemporaryFolder(() => Promise.reject(new Error('no sound')), parent)
  await expect(fails).rejects.toThrow('no sound')
  expect(readdirSync(parent)).toEqual([])
})

it('is made after what killed processes left is gone, also of one that had the same number', async () => {
  const left = [leftBy(await endedProcess()), leftBy(process.pid)]
  await inTemporaryFolder(async () => expect(left.filter((folder) => existsSync(folder))).toEqual([]), parent)
})

it('leaves alone where others are at work, and what is not ours', async () => {
  const others = [leftBy(process.ppid), join(parent, 'audiolift-launcher-1'), join(parent, 'notes')]
  for (const folder of others) mkdirSync(folder, { recursive: true })
  await inTemporaryFolder(
    (first) =>
      inTemporaryFolder(async (second) => {
        expect([...others, first, second].filter((folder) => !existsSync(folder))).toEqual([])
      }, parent),
    parent,
  )
})
