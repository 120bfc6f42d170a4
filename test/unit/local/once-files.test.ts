import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkOnceFiles } from '../../../local/once-files'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audiolift-'))
  writeFileSync(join(folder, 'in.mp4'), 'video')
  writeFileSync(join(folder, 'empty.mp4'), '')
  mkdirSync(join(folder, 'sub'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('checkOnceFiles', () => {
  it('resolves names from where the person is, and leaves nothing behind', () => {
    expect(checkOnceFiles('in.mp4', 'sub/out.mp3', folder)).toEqual({
      input: join(folder, 'in.mp4'),
      output: join(folder, 'sub/out.mp3'),
    })
    expect(readdirSync(join(folder, 'sub'))).toEqual([])
  })

  it('takes an output that exists, to be replaced', () => {
    writeFileSync(join(folder, 'out.mp3'), 'old')
    expect(checkOnceFiles('in.mp4', 'out.mp3', folder).output).toBe(join(folder, 'out.mp3'))
  })

  it.each([
    ['missing.mp4', 'out.mp3', 'There is no file missing.mp4.'],
    ['in.mp4/x.mp4', 'out.mp3', 'There is no file in.mp4/x.mp4.'],
    ['sub', 'out.mp3', 'sub is a folder'],
    ['empty.mp4', 'out.mp3', 'empty.mp4 is empty'],
    ['/dev/null', 'out.mp3', 'is not a file that can be uploaded'],
    ['in.mp4', 'sub', 'sub is a folder'],
    ['in.mp4', 'nowhere/out.mp3', 'There is no folder'],
    ['in.mp4', 'in.mp4/out.mp3', 'is not a folder'],
    ['in.mp4', '/dev/null', 'is not an ordinary file'],
    [
      'in.mp4',
      '/proc/out.mp3',
      process.platform === 'linux' ? 'You do not have permission to write in /proc' : 'no folder',
    ],
    ['in.mp4', 'in.mp4', 'name another one'],
    ['in.mp4', 'sub/../in.mp4', 'name another one'],
  ])('refuses %s → %s', (input, output, sentence) =>
    expect(() => checkOnceFiles(input, output, folder)).toThrow(sentence),
  )
})
