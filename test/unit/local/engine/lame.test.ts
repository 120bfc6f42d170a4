import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringLame, type NpmPackage } from '../../../../lib/conversion/lame'
import { run } from '../../../../local/processes'

let root: string
let archive: string
const npm = process.env.npm_execpath

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'audiolift-lame-'))
  archive = join(root, 'lame.tgz')
  mkdirSync(join(root, 'package', 'deps', 'lame', 'include'), { recursive: true })
  writeFileSync(join(root, 'package', 'deps', 'lame', 'include', 'lame.h'), '/* LAME */')
  const { code } = await run('tar', ['-czf', archive, '-C', root, 'package'])
  expect(code).toBe(0)
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
  if (npm === undefined) delete process.env.npm_execpath
  else process.env.npm_execpath = npm
})

/** An npm that does this with where it is to put the archive, `to`, and notes what it was asked. */
function withNpm(doing: string): void {
  const path = join(root, 'npm-cli.js')
  writeFileSync(
    path,
    `const words = process.argv.slice(2); const to = words.at(-1)
     require('node:fs').writeFileSync(${JSON.stringify(join(root, 'asked'))}, words.join(' ')); ${doing}`,
  )
  process.env.npm_execpath = path
}

function sends() {
  return `require('node:fs').copyFileSync(${JSON.stringify(archive)}, to + '/lame.tgz')`
}

function known(): NpmPackage {
  return {
    name: 'lame@1.2.4',
    integrity: `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`,
  }
}

function left() {
  return readdirSync(join(root, '.build', 'lame'))
}

it('is fetched once, and nothing of the package is run', () => {
  withNpm(sends())
  const folder = bringLame(root, 'Test', known())
  expect(readFileSync(join(folder, 'include', 'lame.h'), 'utf8')).toBe('/* LAME */')
  expect(readFileSync(join(root, 'asked'), 'utf8')).toMatch(/^pack lame@1\.2\.4 --ignore-scripts /)
  withNpm('process.exit(1)')
  expect(bringLame(root, 'Test', known())).toBe(folder)
  expect(left()).toHaveLength(1)
})

it('is refused when it is another file, and leaves nothing', () => {
  withNpm(sends())
  expect(() => bringLame(root, 'The encoder was not built', { name: 'lame@1.2.4', integrity: 'sha512-other' })).toThrow(
    /^The encoder was not built: npm's registry sent another file than the expected lame@1\.2\.4: its checksum is sha512-.+\. Check which registry/,
  )
  expect(left()).toEqual([])
})

it('says what to check when npm cannot fetch it, and leaves nothing', () => {
  withNpm('process.exit(1)')
  expect(() => bringLame(root, 'The encoder was not built', known())).toThrow(
    /^The encoder was not built: npm could not fetch lame@1\.2\.4\. Check the network/,
  )
  expect(left()).toEqual([])
  expect(existsSync(join(root, '.build', 'lame'))).toBe(true)
})
