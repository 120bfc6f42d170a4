import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '../../support/chromium'
import { temporaryFolder } from '../../support/temporary-folder'

function folderWith(name: string, mode: number) {
  const folder = temporaryFolder('chromium')
  writeFileSync(join(folder, name), '')
  chmodSync(join(folder, name), mode)
  return folder
}

describe('the browser of the tests', () => {
  it('is the one on PATH', () => {
    const folder = folderWith('google-chrome', 0o755)
    expect(chromium({ PATH: `/nowhere:${folder}` }).executablePath).toBe(join(folder, 'google-chrome'))
  })

  it('is another one, where one is named', () => {
    const [named, onPath] = [folderWith('chrome', 0o755), folderWith('chromium', 0o755)]
    const env = { PATH: onPath, CHROMIUM_BIN: join(named, 'chrome') }
    expect(chromium(env).executablePath).toBe(join(named, 'chrome'))
  })

  it('is missed with a sentence that says how to get one', () => {
    expect(() => chromium({ PATH: folderWith('chromium', 0o644) }, [])).toThrow(
      /needs a browser.*apt-get install chromium/,
    )
  })
})
