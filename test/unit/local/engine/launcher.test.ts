import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findLauncher } from '../../../../local/engine/find-launcher'
import { ensureLauncher } from '../../../../local/engine/launcher'

const source = 'lambdas/conversion/launcher'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'audiolift-launcher-'))
  mkdirSync(join(root, source), { recursive: true })
  writeFileSync(join(root, source, 'launcher.c'), 'int main(void) { return 0; }\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function noZig(): string {
  throw new Error('Zig is not to be had.')
}

/** A compiler that writes its arguments into what it is to make, after some commands of a shell. */
function withCompiler(before = ''): NodeJS.ProcessEnv {
  const path = join(root, 'cc')
  const make = 'for word; do made=$word; done; echo "$*" > "$made"; chmod +x "$made"'
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && echo "cc 1" && exit\n${before}\n${make}\n`)
  chmodSync(path, 0o755)
  return { PATH: `${root}:${process.env.PATH}` }
}

it('is built once, with what hides Node beside it, and again when its source changes', async () => {
  const env = withCompiler()
  const { path = '', isNew } = await ensureLauncher(root, env, noZig)
  expect(isNew).toBe(true)
  expect(readFileSync(path, 'utf8')).toMatch(/launcher\/launcher\.c .*launcher\/confine\.c .*-o /)
  const hides = existsSync(join(dirname(path), 'hide.node'))
  expect(hides).toBe(process.platform === 'linux')
  expect(findLauncher(root, {})).toBe(path)
  expect(await ensureLauncher(root, env, noZig)).toEqual({ path, isNew: false })
  writeFileSync(join(root, source, 'launcher.c'), 'int main(void) { return 1; }\n')
  expect(await ensureLauncher(root, env, noZig)).toEqual({ path, isNew: true })
})

describe('where it cannot be built, there is none, and a sentence says why', () => {
  it('the compiler fails', async () => {
    const { path, problem } = await ensureLauncher(root, withCompiler('echo "error: no such thing" >&2; exit 1'), noZig)
    expect(path).toBeUndefined()
    expect(problem).toBe(
      'The launcher of ffmpeg was not built: cc says "error: no such thing". Repair the compiler, or name one of your own in LAUNCHER_BIN.',
    )
    expect(readdirSync(join(root, '.build', 'launcher'))).toEqual([])
  })

  it('there is no compiler', async () => {
    const { path, problem } = await ensureLauncher(root, { PATH: '/nowhere' }, noZig)
    expect([path, problem]).toEqual([
      undefined,
      expect.stringMatching(/^Zig is not to be had\. Install a compiler: `.+`\.$/),
    ])
  })
})

describe('LAUNCHER_BIN', () => {
  it('names one of your own, or says to do without', async () => {
    const env = { LAUNCHER_BIN: process.execPath }
    expect(await ensureLauncher(root, env)).toEqual({ path: process.execPath, isNew: false })
    expect(await ensureLauncher(root, { LAUNCHER_BIN: 'none' })).toEqual({ path: undefined, isNew: false })
  })

  it('that names nothing is answered with a sentence', async () => {
    const missing = ensureLauncher(root, { LAUNCHER_BIN: '/nowhere/launcher' })
    await expect(missing).rejects.toThrow(/^LAUNCHER_BIN is \/nowhere\/launcher, but there is no program\./)
    expect(() => findLauncher(root, {})).toThrow(/^The launcher of ffmpeg is not built yet\./)
  })
})
