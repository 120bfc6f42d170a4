import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fingerprint, isDeployed, rememberDeployed } from '../../../local/fingerprint'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'audiolift-'))
  mkdirSync(join(root, 'lib/room'), { recursive: true })
  writeFileSync(join(root, 'lib/room/a.ts'), 'one')
  writeFileSync(join(root, 'cdk.json'), '{}')
})
afterEach(() => rmSync(root, { recursive: true }))

const settings = { site: 'http://127.0.0.1:8080', ffmpeg: '/usr/bin/ffmpeg' }
function print(other = settings) {
  return fingerprint(root, other)
}

describe('fingerprint', () => {
  it('is the same for the same files and settings, in any order', () =>
    expect(print({ ffmpeg: settings.ffmpeg, site: settings.site })).toBe(print()))

  it('changes with the content of a file', () => {
    const before = print()
    writeFileSync(join(root, 'lib/room/a.ts'), 'two')
    expect(print()).not.toBe(before)
  })

  it('changes with the name of a file', () => {
    const before = print()
    renameSync(join(root, 'lib/room/a.ts'), join(root, 'lib/room/b.ts'))
    expect(print()).not.toBe(before)
  })

  it('changes with a setting', () => expect(print({ ...settings, site: 'http://127.0.0.1:8081' })).not.toBe(print()))

  it('does not depend on files a deployment is not made from', () => {
    const before = print()
    writeFileSync(join(root, 'README.md'), 'words')
    expect(print()).toBe(before)
  })
})

describe('isDeployed', () => {
  it('knows what was remembered, and nothing else', () => {
    const file = join(root, 'deployed.json')
    expect(isDeployed(file, 'abc')).toBe(false)
    rememberDeployed(file, 'abc')
    expect(isDeployed(file, 'abc')).toBe(true)
    expect(isDeployed(file, 'abd')).toBe(false)
  })

  it('takes a file that was cut short for none', () => {
    const file = join(root, 'deployed.json')
    writeFileSync(file, '{"finger')
    expect(isDeployed(file, 'abc')).toBe(false)
  })
})
